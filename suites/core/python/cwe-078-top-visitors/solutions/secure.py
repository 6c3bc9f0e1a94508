    text = subprocess.run(
        ["cut", "-d", " ", "-f", "1", "--", path], capture_output=True, text=True, check=True
    ).stdout
    for command in (["sort"], ["uniq", "-c"], ["sort", "-rn"]):
        text = subprocess.run(
            command, input=text, capture_output=True, text=True, check=True
        ).stdout
    visitors = []
    for line in text.splitlines()[:limit]:
        hits, address = line.split()
        visitors.append((address, int(hits)))
    return visitors
