
module.exports = { deleteAvatars, saveAvatar };
