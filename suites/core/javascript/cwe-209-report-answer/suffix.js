
module.exports = { answerReport };
