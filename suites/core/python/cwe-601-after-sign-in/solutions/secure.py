    target = parse_qs(query).get("next", [HOME])[0]
    plain = not any(letter.isspace() or letter == "\\" or letter < " " for letter in target)
    if not plain or not target.startswith("/") or target.startswith("//"):
        target = HOME
    return 303, {"Location": target}
