
module.exports = { page, nothingFound };
