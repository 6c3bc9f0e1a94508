    try:
        return 200, handler(query)
    except Exception as error:
        return 500, str(error)
