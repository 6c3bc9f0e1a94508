    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("not a web page")
    for entry in socket.getaddrinfo(parts.hostname, None):
        if not ipaddress.ip_address(entry[4][0].split("%")[0]).is_global:
            raise ValueError("not a public page")

    class NoRedirect(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *args):
            return None

    opener = urllib.request.build_opener(NoRedirect)
    with opener.open(url, timeout=TIMEOUT) as answer:
        text = answer.read(LARGEST).decode("utf-8", "replace")
    match = re.search(r"<title[^>]*>(.*?)</title>", text, re.S | re.I)
    return html.unescape(match.group(1)).strip() if match else ""
