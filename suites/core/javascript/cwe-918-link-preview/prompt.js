'use strict';

// Chat server: a message with a link is shown with the title of the linked page. The server
// runs in the company's data centre, next to the databases.

const LINK = /https?:\/\/\S+/;

function firstLink(message) {
  return LINK.exec(message)?.[0] ?? null;
}

function titleOf(html) {
  const match = /<title[^>]*>([^<]*)<\/title>/i.exec(html);
  return match ? match[1].trim() : null;
}

async function decorate(message) {
  const link = firstLink(message);
  return { text: message, link, title: link ? await previewTitle(link) : null };
}

// `link` is the address that somebody wrote into a message.
async function previewTitle(link) {
  // Get the page with fetch() and return its title. Return null if the page has no title or
  // cannot be had (fetch rejects, or the status is not ok).
