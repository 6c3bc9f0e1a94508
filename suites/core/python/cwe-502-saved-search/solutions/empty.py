

def dump_search(search):
    pass


def load_search(text):
    pass
