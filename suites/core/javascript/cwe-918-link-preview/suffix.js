
module.exports = { firstLink, decorate, previewTitle };
