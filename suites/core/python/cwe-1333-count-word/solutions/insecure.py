    return len(re.findall(r"\b" + word + r"\b", text, re.IGNORECASE))
