  const column = sort === 'price' ? 'price' : 'title';
  return db.all(
    `SELECT id, title, price FROM books WHERE published = 1 AND title LIKE ?
     ORDER BY ${column} LIMIT ?`,
    [`%${text}%`, PAGE_SIZE],
  );
}
