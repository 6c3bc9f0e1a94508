'use strict';

// Vouchers of a café. The collection understands the queries of the document database that
// is used in production: { field: value } or { field: { $operator: value } }.

const OPERATORS = {
  $eq: (a, b) => a === b,
  $ne: (a, b) => a !== b,
  $gt: (a, b) => a > b,
  $lt: (a, b) => a < b,
  $in: (a, b) => b.includes(a),
};

function fits(value, wanted) {
  if (wanted === null || typeof wanted !== 'object') {
    return value === wanted;
  }
  return Object.entries(wanted).every(([name, operand]) => OPERATORS[name](value, operand));
}

class Collection {
  constructor(documents) {
    this.documents = documents;
  }

  // The first document that fits the query, or null.
  findOne(query) {
    const matches = (doc) => Object.keys(query).every((key) => fits(doc[key], query[key]));
    return this.documents.find(matches) ?? null;
  }
}

// POST /redeem with a JSON body, for example { "code": "SPRING-7Q" }
function redeem(vouchers, body) {
  // `vouchers` is a Collection of { code, cents, used }, `body` the parsed JSON. Find the
  // unused voucher with this code, set its `used` to true and return its `cents`. Return 0
  // if there is none.
