    user = user.replace("\r", "\\r").replace("\n", "\\n")
    address = address.replace("\r", "\\r").replace("\n", "\\n")
    if accepted:
        journal.info("user=%s from=%s result=ok", user, address)
    else:
        journal.warning("user=%s from=%s result=failed", user, address)
