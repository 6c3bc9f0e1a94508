  for (const key in changes) {
    if (isTree(settings[key]) && isTree(changes[key])) {
      mergeSettings(settings[key], changes[key]);
    } else {
      settings[key] = changes[key];
    }
  }
  return settings;
}
