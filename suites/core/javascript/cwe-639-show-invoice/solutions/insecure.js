  if (!session) {
    return { status: 401, body: { error: 'please sign in' } };
  }
  const invoice = invoices.get(Number(number));
  if (!invoice) {
    return { status: 404, body: { error: 'not found' } };
  }
  return { status: 200, body: invoice };
}
