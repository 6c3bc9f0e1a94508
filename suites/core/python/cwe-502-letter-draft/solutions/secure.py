    data = base64.b64decode(text)
    return PlainUnpickler(io.BytesIO(data)).load()
