    try:
        with open(claim_path(job), "x", encoding="utf-8") as file:
            file.write(worker)
    except FileExistsError:
        return False
    return True
