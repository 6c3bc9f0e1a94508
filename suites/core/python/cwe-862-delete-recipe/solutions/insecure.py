    if number in recipes:
        del recipes[number]
        return True
    return False
