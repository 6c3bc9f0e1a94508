    return signature(body) == presented
