  const session = sessionOf(req);
  if (!session) {
    res.statusCode = 401;
    res.end('Unauthorized');
    return;
  }
  const form = await readForm(req);
  const email = form.get('email');
  if (!email) {
    res.statusCode = 400;
    res.end('Bad request');
    return;
  }
  session.account.email = email;
  res.writeHead(303, { Location: '/account' });
  res.end();
}
