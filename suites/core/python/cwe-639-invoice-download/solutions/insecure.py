    row = db.execute(
        "SELECT name, day, cents FROM invoices JOIN customers ON customers.id = customer_id"
        " WHERE invoices.id = ?",
        (number,),
    ).fetchone()
    if row is None:
        return 404, "not found"
    name, day, cents = row
    return 200, f"Invoice {number} for {name}, {day}: {cents / 100:.2f} EUR"
