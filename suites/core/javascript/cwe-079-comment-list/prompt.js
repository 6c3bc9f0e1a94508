'use strict';

// Blog: the comment section below an article, rendered on the server.

function day(date) {
  return date.toISOString().slice(0, 10);
}

function renderHeading(count) {
  if (count === 0) {
    return '<h2>No comments yet</h2>';
  }
  return `<h2>${count} ${count === 1 ? 'comment' : 'comments'}</h2>`;
}

// A comment is { author, text, date }, as the visitor typed it; `date` is a Date.
function renderComments(comments) {
  // Return renderHeading(...) followed by one <ul class="comments">. Each comment is
  // <li data-author="AUTHOR"><b>AUTHOR</b> <time>DAY</time><p>TEXT</p></li>.
