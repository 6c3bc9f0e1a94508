  const items = comments.map(
    (comment) =>
      `<li data-author="${comment.author}"><b>${comment.author}</b> ` +
      `<time>${day(comment.date)}</time><p>${comment.text}</p></li>`,
  );
  return renderHeading(comments.length) + '<ul class="comments">' + items.join('') + '</ul>';
}
