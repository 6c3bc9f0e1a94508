
module.exports = { signInLink, finishSignIn };
