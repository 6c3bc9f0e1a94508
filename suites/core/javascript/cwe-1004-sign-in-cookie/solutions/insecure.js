  const id = startSession(member);
  res.setHeader('Set-Cookie', `sid=${id}; Path=/`);
  redirect(res, '/members');
}
