    points = int(entered)
    if points <= 0 or points > card.points:
        raise ValueError("cannot redeem that many points")
    card.points -= points
    card.history.append(("redeem", points))
    return points * CENTS_PER_POINT
