  const sql = `SELECT id, title, price FROM books
    WHERE published = 1 AND title LIKE '%${text}%'
    ORDER BY ${sort} LIMIT ${PAGE_SIZE}`;
  return db.all(sql, []);
}
