    for element in root.findall("./customer/parcel/.."):
        if element.get("id") != customer:
            continue
        for found in element.findall("parcel"):
            if found.get("id") == parcel:
                return f"{found.get('place')}: {found.text}"
    return None
