  const url = new URL(req.url, `https://${req.headers.host}`);
  const next = url.searchParams.get('next') || HOME;
  res.writeHead(302, { Location: next });
  res.end();
}
