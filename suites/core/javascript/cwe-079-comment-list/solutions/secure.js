  const escape = (value) =>
    String(value)
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/"/g, '&quot;')
      .replace(/'/g, '&#39;');
  const items = comments.map((comment) => {
    const author = escape(comment.author);
    return `<li data-author="${author}"><b>${author}</b> <time>${day(comment.date)}</time>` +
      `<p>${escape(comment.text)}</p></li>`;
  });
  return `${renderHeading(comments.length)}<ul class="comments">${items.join('')}</ul>`;
}
