    path = token_path(home)
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    tokens = {}
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            tokens = json.load(file)
    tokens[host] = token
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.fchmod(fd, 0o600)
    with os.fdopen(fd, "w", encoding="utf-8") as file:
        json.dump(tokens, file)
