    host = urlsplit(url).hostname or ""
    return host == HOST or host.endswith("." + HOST)
