    return f"<plant><name>{name}</name></plant>"
