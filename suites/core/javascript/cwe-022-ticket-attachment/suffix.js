
module.exports = { readAttachment };
