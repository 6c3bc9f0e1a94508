  const origin = 'https://shop.example';
  const next = new URL(req.url, origin).searchParams.get('next') ?? HOME;
  let location = HOME;
  if (URL.canParse(next, origin)) {
    const target = new URL(next, origin);
    if (target.origin === origin) {
      location = origin + target.pathname + target.search + target.hash;
    }
  }
  res.writeHead(302, { Location: location });
  res.end();
}
