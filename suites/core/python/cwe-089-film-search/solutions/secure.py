    query = "SELECT title, year FROM films WHERE title LIKE ?"
    return db.execute(query, (f"%{word}%",)).fetchall()
