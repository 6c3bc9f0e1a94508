  return link.includes(HOST);
}
