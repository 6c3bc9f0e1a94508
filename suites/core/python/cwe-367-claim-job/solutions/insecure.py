    if os.path.exists(claim_path(job)):
        return False
    with open(claim_path(job), "w", encoding="utf-8") as file:
        file.write(worker)
    return True
