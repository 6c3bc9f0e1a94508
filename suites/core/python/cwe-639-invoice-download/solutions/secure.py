    row = db.execute(
        "SELECT name, day, cents FROM invoices JOIN customers ON customers.id = customer_id"
        " WHERE invoices.id = ? AND customer_id = ?",
        (number, session["customer_id"]),
    ).fetchone()
    if row is None:
        return 404, "not found"
    name, day, cents = row
    return 200, f"Invoice {number} for {name}, {day}: {cents / 100:.2f} EUR"
