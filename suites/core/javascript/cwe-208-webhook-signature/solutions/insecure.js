  if (!header) {
    return false;
  }
  return header === sign(key, body);
}
