'use strict';

// Customer area: orders and invoices. A handler gets the session of the signed-in customer
// (undefined if nobody is signed in) and returns { status, body }.

const invoices = new Map([
  [1001, { number: 1001, customerId: 7, total: 4999, items: ['lamp'] }],
  [1002, { number: 1002, customerId: 8, total: 12900, items: ['desk'] }],
  [1003, { number: 1003, customerId: 7, total: 1250, items: ['bulb', 'cable'] }],
]);

// GET /invoices
function listInvoices(session) {
  if (!session) {
    return { status: 401, body: { error: 'please sign in' } };
  }
  const own = [...invoices.values()].filter((invoice) => invoice.customerId === session.customerId);
  return { status: 200, body: own.map(({ number, total }) => ({ number, total })) };
}

// GET /invoices/1001 (`number` is the last part of the path, a string)
function showInvoice(session, number) {
  // Answer with status 200 and the whole invoice as the body. Nobody signed in: 401, no
  // invoice with this number: 404, each with a body { error: "..." }.
