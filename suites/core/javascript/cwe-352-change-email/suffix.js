
module.exports = { sessions, showEmailForm, changeEmail };
