    if name != os.path.basename(name):
        raise ValueError(name)
    os.remove(os.path.join(RECORDINGS, name))
