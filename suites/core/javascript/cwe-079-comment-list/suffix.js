
module.exports = { renderComments };
