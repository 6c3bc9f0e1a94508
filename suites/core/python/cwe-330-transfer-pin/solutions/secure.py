    return f"{secrets.randbelow(1_000_000):06}"
