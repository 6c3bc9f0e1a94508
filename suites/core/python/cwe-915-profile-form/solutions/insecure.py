    for key, value in form.items():
        value = value.strip()
        if hasattr(member, key) and getattr(member, key) != value:
            setattr(member, key, value)
            changed.append(key)
    return sorted(changed)
