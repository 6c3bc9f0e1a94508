  if (word === '') {
    return line;
  }
  const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return line.replace(new RegExp(escaped, 'gi'), `${START}$&${END}`);
}
