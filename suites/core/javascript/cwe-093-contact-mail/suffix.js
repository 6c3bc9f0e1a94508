
module.exports = { isComplete, contactMail };
