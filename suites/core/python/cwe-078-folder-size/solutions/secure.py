    command = ["du", "-sh", "--", folder]
    return subprocess.run(command, capture_output=True, text=True).stdout
