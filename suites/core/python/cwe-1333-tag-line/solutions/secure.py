    tag = r"[a-z0-9]+(?:-[a-z0-9]+)*"
    return re.fullmatch(rf"{tag}(?:, *{tag})*", line) is not None
