    body, _, signature = cookie.partition(".")
    if not hmac.compare_digest(signature.encode(), _signature(body).encode()):
        raise ValueError("not our cookie")
    return json.loads(base64.urlsafe_b64decode(body))
