    with open(os.path.join(NOTES_DIR, name), encoding="utf-8") as file:
        return file.read()
