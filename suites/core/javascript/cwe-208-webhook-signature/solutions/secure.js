  const expected = Buffer.from(sign(key, body));
  const given = Buffer.from(String(header));
  return given.length === expected.length && crypto.timingSafeEqual(given, expected);
}
