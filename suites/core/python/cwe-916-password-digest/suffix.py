

def set_password(account, password):
    account.salt = os.urandom(16)
    account.digest = password_digest(password, account.salt)


def check_password(account, password):
    return hmac.compare_digest(account.digest, password_digest(password, account.salt))
