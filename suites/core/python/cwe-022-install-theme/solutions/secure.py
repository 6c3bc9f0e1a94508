    root = os.path.realpath(target)
    with zipfile.ZipFile(archive_path) as archive:
        for info in archive.infolist():
            inner = info.filename.partition("/")[2]
            if info.is_dir() or not inner:
                continue
            place = os.path.realpath(os.path.join(root, inner))
            if os.path.commonpath([root, place]) != root:
                raise ValueError(f"{info.filename} lies outside the theme")
            os.makedirs(os.path.dirname(place), exist_ok=True)
            with archive.open(info) as source, open(place, "wb") as sink:
                shutil.copyfileobj(source, sink)
            count += 1
    return count
