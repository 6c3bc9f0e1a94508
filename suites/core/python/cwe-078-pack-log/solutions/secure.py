    subprocess.run(["gzip", "--", path], check=True)
