
module.exports = { newestBooks, formatPrice, searchBooks };
