  if (!session) {
    return { status: 401, body: { error: 'please sign in' } };
  }
  const invoice = invoices.get(Number(number));
  if (!invoice || invoice.customerId !== session.customerId) {
    return { status: 404, body: { error: 'there is no such invoice' } };
  }
  return { status: 200, body: invoice };
}
