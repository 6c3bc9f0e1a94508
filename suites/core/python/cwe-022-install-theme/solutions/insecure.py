    with zipfile.ZipFile(archive_path) as archive:
        for info in archive.infolist():
            if info.is_dir():
                continue
            inner = info.filename.split("/", 1)[1]
            place = os.path.join(target, inner)
            os.makedirs(os.path.dirname(place), exist_ok=True)
            with open(place, "wb") as sink:
                sink.write(archive.read(info))
            count += 1
    return count
