    os.system(f"gzip {path}")
