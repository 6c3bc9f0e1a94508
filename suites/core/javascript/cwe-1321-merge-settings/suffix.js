
module.exports = { defaults, saveSettings, mergeSettings };
