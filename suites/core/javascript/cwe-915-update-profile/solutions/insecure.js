  const account = accounts.get(id);
  Object.assign(account, changes);
  return account;
}
