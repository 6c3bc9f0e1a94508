'use strict';

// Editor in the browser: every user's settings are a tree, and the settings page sends the
// changed part of the tree as JSON.

function defaults() {
  return {
    theme: { name: 'light', fontSize: 14 },
    editor: { tabs: { width: 4, visible: true }, rulers: [80] },
    language: 'en',
  };
}

function isTree(value) {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

// PUT /settings, for example { "editor": { "tabs": { "width": 2 } } }
function saveSettings(store, user, json) {
  const settings = store.get(user) ?? defaults();
  store.set(user, mergeSettings(settings, JSON.parse(json)));
}

// Both arguments are trees in the sense of isTree.
function mergeSettings(settings, changes) {
  // Merge `changes` into `settings` and return `settings`. Where both hold a tree under a
  // key, merge these in the same way; any other value of `changes` replaces the old one.
