  settings[section][name] = value;
  return settings;
}
