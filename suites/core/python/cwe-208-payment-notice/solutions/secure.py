    return hmac.compare_digest(signature(body), presented)
