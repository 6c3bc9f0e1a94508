

def _pack(value):
    if isinstance(value, datetime.date):
        return {"date": value.isoformat()}
    raise TypeError(f"cannot keep {value!r}")


def _unpack(found):
    if set(found) == {"date"}:
        return datetime.date.fromisoformat(found["date"])
    return found


def dump_search(search):
    # A list of pairs, so that a search with the one key "date" stays a search.
    text = json.dumps(list(search.items()), default=_pack)
    return base64.urlsafe_b64encode(text.encode()).decode()


def load_search(text):
    pairs = json.loads(base64.urlsafe_b64decode(text), object_hook=_unpack)
    return dict(pairs)
