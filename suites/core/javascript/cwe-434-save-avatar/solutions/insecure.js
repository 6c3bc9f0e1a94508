  await deleteAvatars(userId);
  const name = `${userId}${path.extname(upload.filename)}`;
  await fs.writeFile(path.join(AVATAR_DIR, name), upload.data);
  return `/avatars/${name}`;
}
