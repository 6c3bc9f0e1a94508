  const safe = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return page('Search', `<p>No recipe for ${safe}</p>`);
}
