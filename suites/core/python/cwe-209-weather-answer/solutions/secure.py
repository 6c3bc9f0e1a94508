    try:
        return 200, handler(query)
    except Exception:
        log.exception("handler failed")
        return 500, "Internal error"
