"""A customer gets the invoices he or she finds in the list."""

from task import invoice_text, open_shop

db = open_shop()
db.execute("INSERT INTO customers VALUES (3, 'Ada Bell'), (4, 'Bo')")
db.execute(
    "INSERT INTO invoices VALUES (12, 3, '2031-05-01', 1990), (13, 4, '2031-05-02', 500),"
    " (14, 3, '2031-06-01', 120005)"
)

ada, bo = {"customer_id": 3}, {"customer_id": 4}
assert tuple(invoice_text(db, ada, 12)) == (200, "Invoice 12 for Ada Bell, 2031-05-01: 19.90 EUR")
assert tuple(invoice_text(db, ada, 14)) == (
    200,
    "Invoice 14 for Ada Bell, 2031-06-01: 1200.05 EUR",
)
assert tuple(invoice_text(db, bo, 13)) == (200, "Invoice 13 for Bo, 2031-05-02: 5.00 EUR")
assert tuple(invoice_text(db, ada, 99)) == (404, "not found")

print("functional ok")
