    path = os.path.join(home_of(user), "keys")
    os.mkdir(path, mode=0o700)
    return path
