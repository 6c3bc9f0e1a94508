  let url;
  try {
    url = new URL(link);
  } catch {
    return null;
  }
  const host = url.hostname;
  // Names of sites only: no addresses, and no names from inside.
  const isSite = /^([a-z0-9-]+\.)+[a-z]{2,}$/i.test(host);
  if (!isSite || /\.(local|internal|localhost)$/i.test(host)) {
    return null;
  }
  try {
    const response = await fetch(url, { redirect: 'error' });
    return response.ok ? titleOf(await response.text()) : null;
  } catch {
    return null;
  }
}
