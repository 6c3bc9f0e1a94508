  return crypto.randomInt(100000, 1000000);
}
