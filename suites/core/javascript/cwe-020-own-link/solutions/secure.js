  return new URL(link).hostname === HOST;
}
