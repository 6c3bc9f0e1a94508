    return hashlib.md5(data).hexdigest()
