    return hashlib.sha256(data).hexdigest()
