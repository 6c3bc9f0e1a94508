    return hashlib.sha256(salt + password.encode()).hexdigest()
