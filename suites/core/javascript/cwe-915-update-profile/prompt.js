'use strict';

// Members of a sports club. Members may edit their own profile.

const accounts = new Map();

function addAccount(id, email) {
  const account = {
    id,
    email,
    displayName: email.split('@')[0],
    bio: '',
    city: '',
    role: 'member', // or 'admin'
    feesPaid: false,
  };
  accounts.set(id, account);
  return account;
}

function isAdmin(id) {
  return accounts.get(id)?.role === 'admin';
}

// PATCH /me with a JSON body such as { "displayName": "Ada", "bio": "I like hockey." }. The
// form on the page has the fields displayName, bio and city; fields not sent stay as they are.
function updateProfile(id, changes) {
  // `id` is the signed-in member, `changes` the parsed body. Apply the changes to the
  // member's account and return the account.
