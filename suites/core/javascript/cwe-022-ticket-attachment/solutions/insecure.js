  const target = path.join(ATTACHMENTS, file);
  const data = await fs.readFile(target);
  return { type: contentType(target), data };
}
