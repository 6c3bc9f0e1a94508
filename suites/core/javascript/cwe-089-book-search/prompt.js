'use strict';

// Book shop: the search page.
//
// Table: books(id INTEGER, title TEXT, price INTEGER, published INTEGER).
// `db.all(sql, params)` runs one SQLite query and returns its rows as objects; the
// values of the array `params` stand for the question marks of the query.

const PAGE_SIZE = 20;

function newestBooks(db) {
  const newest = 'SELECT id, title, price FROM books WHERE published = 1 ORDER BY id DESC LIMIT 5';
  return db.all(newest, []);
}

function formatPrice(cents) {
  return `${(cents / 100).toFixed(2)} EUR`;
}

// GET /search?text=garden&sort=price
function searchBooks(db, text, sort) {
  // Return id, title and price of the published books whose title contains `text`,
  // ordered by the column `sort`, which is "title" or "price"; at most PAGE_SIZE rows.
