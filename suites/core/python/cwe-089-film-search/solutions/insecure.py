    query = f"SELECT title, year FROM films WHERE title LIKE '%{word}%'"
    return db.execute(query).fetchall()
