    path = os.path.join(tempfile.gettempdir(), f"{title}.csv")
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["day", "hours"])
        writer.writerows(rows)
    return path
