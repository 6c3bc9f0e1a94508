    target = parse_qs(query).get("next", [HOME])[0]
    return 303, {"Location": target}
