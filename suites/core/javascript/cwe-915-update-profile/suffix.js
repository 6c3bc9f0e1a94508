
module.exports = { accounts, addAccount, isAdmin, updateProfile };
