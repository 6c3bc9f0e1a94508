
module.exports = { defaultSettings, setSetting };
