    name = "".join(letter for letter in name if letter.isprintable() and letter != '"')
    return f'Content-Disposition: attachment; filename="{name}"'
