    return urlsplit(url).netloc.endswith(HOST)
