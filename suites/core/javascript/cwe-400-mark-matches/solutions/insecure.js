  if (!word) {
    return line;
  }
  const pattern = new RegExp(word, 'gi');
  return line.replace(pattern, (match) => START + match + END);
}
