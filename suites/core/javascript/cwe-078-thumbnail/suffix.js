
module.exports = { makeThumbnail };
