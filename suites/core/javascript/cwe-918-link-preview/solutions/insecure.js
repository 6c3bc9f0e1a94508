  try {
    const response = await fetch(link);
    if (!response.ok) {
      return null;
    }
    return titleOf(await response.text());
  } catch {
    return null;
  }
}
