  const id = startSession(member);
  res.setHeader('Set-Cookie', `sid=${id}; Path=/; HttpOnly; Secure; SameSite=Lax`);
  redirect(res, '/members');
}
