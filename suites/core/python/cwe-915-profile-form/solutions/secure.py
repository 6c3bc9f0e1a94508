    for key in ("about", "name", "town"):
        if key in form:
            value = form[key].strip()
            if value != getattr(member, key):
                setattr(member, key, value)
                changed.append(key)
    return changed
