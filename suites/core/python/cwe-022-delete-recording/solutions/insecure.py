    os.remove(os.path.join(RECORDINGS, name))
