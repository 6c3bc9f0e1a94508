
module.exports = { matchingLines, shorten, markMatches };
