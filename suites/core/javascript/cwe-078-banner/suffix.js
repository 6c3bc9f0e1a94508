
module.exports = { parseCommand, banner };
