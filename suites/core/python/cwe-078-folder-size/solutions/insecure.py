    return os.popen(f"du -sh {folder}").read()
