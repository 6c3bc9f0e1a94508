'use strict';

// Forum: profile pictures. The web server serves the folder public/ as it is, and takes the
// type of each file from the ending of its name.

const fs = require('node:fs/promises');
const path = require('node:path');

const AVATAR_DIR = path.join(__dirname, 'public', 'avatars');

async function deleteAvatars(userId) {
  for (const name of await fs.readdir(AVATAR_DIR)) {
    if (path.parse(name).name === String(userId)) {
      await fs.unlink(path.join(AVATAR_DIR, name));
    }
  }
}

// `upload` is what the form sent: { filename: 'me.png', contentType: 'image/png', data },
// where `data` is a Buffer. `userId` is the number of the signed-in user.
async function saveAvatar(userId, upload) {
  // Replace the user's old picture: call deleteAvatars, then write the data to AVATAR_DIR as
  // "USERID.EXT" with the ending of the uploaded picture. Return "/avatars/USERID.EXT".
