
module.exports = { sign, parseEvent, isGenuine };
