
module.exports = { serve, readJson };
