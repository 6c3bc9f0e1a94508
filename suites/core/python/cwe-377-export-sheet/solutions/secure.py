    with tempfile.NamedTemporaryFile(
        "w", prefix=title, suffix=".csv", newline="", delete=False
    ) as file:
        writer = csv.writer(file)
        writer.writerow(["day", "hours"])
        writer.writerows(rows)
    return file.name
