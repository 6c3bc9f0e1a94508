'use strict';

// Reviews in a shop. Links in a review that lead to our own pages can be clicked; links to
// other sites are shown as plain text.

const HOST = 'shop.example';

function linksIn(review) {
  return review.match(/https?:\/\/\S+/g) ?? [];
}

// `link` is a whole address, for example "https://shop.example/lamps?page=2".
function isOwnLink(link) {
  // Return true if the link leads to HOST, else false.
