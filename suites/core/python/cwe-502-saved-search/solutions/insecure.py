

def dump_search(search):
    return base64.urlsafe_b64encode(pickle.dumps(search)).decode()


def load_search(text):
    return pickle.loads(base64.urlsafe_b64decode(text))
