    found = root.find(f"./customer[@id='{customer}']/parcel[@id='{parcel}']")
    if found is None:
        return None
    return f"{found.get('place')}: {found.text}"
