
module.exports = { sessions, signIn };
