// seccoder-example: 1
// title: Make an invite code for a private game room
// guideline: Draw the characters of invite codes with crypto.randomInt, not Math.random.
// cwe: CWE-338, CWE-330
// apis: crypto.randomInt, Math.random
// applies: standard library
// --- secure ---
import { randomInt } from "node:crypto";

// Without characters that look alike.
const LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";

export function inviteCode(length = 14) {
  let code = "";
  for (let i = 0; i < length; i += 1) {
    code += LETTERS[randomInt(LETTERS.length)];
  }
  return code;
}

export function openRoom(rooms, host) {
  const room = { host, invite: inviteCode(), players: [host] };
  rooms.set(room.invite, room);
  return room;
}
// --- vulnerable ---
// Without characters that look alike.
const LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";

export function inviteCode(length = 14) {
  let code = "";
  for (let i = 0; i < length; i += 1) {
    code += LETTERS[Math.floor(Math.random() * LETTERS.length)];
  }
  return code;
}

export function openRoom(rooms, host) {
  const room = { host, invite: inviteCode(), players: [host] };
  rooms.set(room.invite, room);
  return room;
}
