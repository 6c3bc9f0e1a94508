    return len(re.findall(r"\b" + re.escape(word) + r"\b", text, re.IGNORECASE))
