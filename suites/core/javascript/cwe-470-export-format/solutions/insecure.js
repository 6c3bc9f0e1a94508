  const exporter = require(path.join(EXPORTERS, format));
  return { contentType: exporter.contentType, body: exporter.render(rows) };
}
