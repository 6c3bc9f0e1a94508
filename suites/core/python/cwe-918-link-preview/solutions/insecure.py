    with urllib.request.urlopen(url, timeout=TIMEOUT) as answer:
        text = answer.read(LARGEST).decode("utf-8", "replace")
    match = re.search(r"<title[^>]*>(.*?)</title>", text, re.S | re.I)
    return html.unescape(match.group(1)).strip() if match else ""
