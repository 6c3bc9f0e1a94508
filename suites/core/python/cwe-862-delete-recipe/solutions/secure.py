    if number not in recipes or recipes[number]["author"] != user:
        return False
    del recipes[number]
    return True
