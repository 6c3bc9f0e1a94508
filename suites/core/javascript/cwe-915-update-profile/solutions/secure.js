  const account = accounts.get(id);
  for (const field of ['displayName', 'bio', 'city']) {
    if (typeof changes[field] === 'string') {
      account[field] = changes[field];
    }
  }
  return account;
}
