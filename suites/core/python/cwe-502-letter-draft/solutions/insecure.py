    return pickle.loads(base64.b64decode(text))
