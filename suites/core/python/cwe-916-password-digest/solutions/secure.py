    return hashlib.pbkdf2_hmac("sha512", password.encode(), salt, 210_000).hex()
