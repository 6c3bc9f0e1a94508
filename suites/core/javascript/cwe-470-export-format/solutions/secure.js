  const formats = fs.readdirSync(EXPORTERS).map((file) => path.basename(file, '.js'));
  if (!formats.includes(format)) {
    throw new Error('unknown format');
  }
  const exporter = require(path.join(EXPORTERS, format));
  return { contentType: exporter.contentType, body: exporter.render(rows) };
}
