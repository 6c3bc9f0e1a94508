    return str(random.randint(100_000, 999_999))
