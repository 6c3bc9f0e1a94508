    if len(data) > LARGEST:
        raise ValueError("the picture is too large")
    extension = os.path.splitext(filename)[1].lower()
    if extension not in (".png", ".jpg", ".jpeg"):
        raise ValueError("only PNG and JPEG pictures")
    name = f"{user_id}-{uuid.uuid4().hex}{extension}"
    with open(os.path.join(PUBLIC_DIR, name), "wb") as file:
        file.write(data)
    return f"/avatars/{name}"
