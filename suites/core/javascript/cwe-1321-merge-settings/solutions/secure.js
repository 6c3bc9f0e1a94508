  for (const key of Object.keys(changes)) {
    if (key === '__proto__' || key === 'constructor' || key === 'prototype') {
      continue;
    }
    if (isTree(settings[key]) && isTree(changes[key])) {
      mergeSettings(settings[key], changes[key]);
    } else {
      settings[key] = changes[key];
    }
  }
  return settings;
}
