    points = int(entered)
    if points > card.points:
        raise ValueError("not enough points")
    card.points -= points
    card.history.append(("redeem", points))
    return points * CENTS_PER_POINT
