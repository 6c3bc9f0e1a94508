    path = token_path(home)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    tokens = {}
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            tokens = json.load(file)
    tokens[host] = token
    with open(path, "w", encoding="utf-8") as file:
        json.dump(tokens, file)
