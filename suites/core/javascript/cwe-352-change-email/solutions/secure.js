  const session = sessionOf(req);
  if (!session) {
    res.writeHead(401).end();
    return;
  }
  const form = await readForm(req);
  const email = form.get('email');
  if (!email || form.get('token') !== session.token) {
    res.writeHead(400).end();
    return;
  }
  session.account.email = email;
  res.writeHead(303, { location: '/account' }).end();
}
