    row = db.execute("SELECT phone FROM people WHERE name = ?", (name,)).fetchone()
    return row[0] if row else None
