    if sort_by not in ("id", "total", "placed"):
        raise ValueError("unknown column")
    order = f"{sort_by} DESC" if descending else sort_by
    query = f"SELECT id, total, placed FROM orders WHERE customer = ? ORDER BY {order}"
    return db.execute(query, (customer,)).fetchall()
