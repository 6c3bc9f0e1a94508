  const target = path.resolve(ATTACHMENTS, file);
  if (!target.startsWith(ATTACHMENTS + path.sep)) {
    throw new Error('no such attachment');
  }
  return { type: contentType(target), data: await fs.readFile(target) };
}
