
module.exports = { timestamp, countFailures, logSignIn };
