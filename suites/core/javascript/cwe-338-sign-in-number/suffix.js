
module.exports = { sendNumber, newNumber };
