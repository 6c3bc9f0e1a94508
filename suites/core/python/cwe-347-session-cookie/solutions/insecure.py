    body, signature = cookie.split(".")
    return json.loads(base64.urlsafe_b64decode(body).decode())
