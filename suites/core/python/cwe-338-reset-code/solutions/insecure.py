    code = "".join(random.choices(string.ascii_letters + string.digits, k=32))
    pending[code] = (address, time.time() + VALID_SECONDS)
    return code
