  return page('Search', `<p>No recipe for ${text}</p>`);
}
