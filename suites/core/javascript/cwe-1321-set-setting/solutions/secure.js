  if (Object.hasOwn(settings, section) && Object.hasOwn(settings[section], name)) {
    settings[section][name] = value;
  }
  return settings;
}
