    source = random.SystemRandom()
    code = "".join(source.choice(string.ascii_letters + string.digits) for _ in range(32))
    pending[code] = (address, time.time() + VALID_SECONDS)
    return code
