    path = os.path.join(home_of(user), "keys")
    os.makedirs(path, exist_ok=True)
    return path
