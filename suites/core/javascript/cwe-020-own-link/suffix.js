
module.exports = { linksIn, isOwnLink };
