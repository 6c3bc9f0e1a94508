'use strict';

// Music player in the browser. Every user has settings in a few sections.

function defaultSettings() {
  return {
    sound: { volume: 70, mono: false },
    look: { dark: true, font: 'serif' },
  };
}

// PUT /settings/SECTION/NAME: the section and the name come from the path, the value from
// the body. For example PUT /settings/sound/volume with the body 45.
function setSetting(settings, section, name, value) {
  // Give the setting its new value and return the settings.
