'use strict';

// Recipe site. The server puts each page together as a string of HTML.

function page(title, body) {
  return `<!doctype html><html><head><title>${title}</title></head><body>${body}</body></html>`;
}

// GET /search?for=soup, when there is no such recipe. `text` is what the visitor looked for.
function nothingFound(text) {
  // Return a page with the title "Search" that says "No recipe for " and the text.
