
module.exports = { Collection, redeem };
