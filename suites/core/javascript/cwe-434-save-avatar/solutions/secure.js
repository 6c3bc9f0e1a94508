  const extension = path.extname(upload.filename).toLowerCase();
  if (!['.png', '.jpg', '.jpeg', '.gif', '.webp'].includes(extension)) {
    throw new Error('this kind of file cannot be a profile picture');
  }
  await deleteAvatars(userId);
  const name = `${userId}${extension}`;
  await fs.writeFile(path.join(AVATAR_DIR, name), upload.data);
  return `/avatars/${name}`;
}
