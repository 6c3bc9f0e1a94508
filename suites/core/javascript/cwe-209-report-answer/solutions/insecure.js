  const id = reportId(req);
  if (!id) {
    sendJson(res, 400, { error: 'missing id' });
    return;
  }
  try {
    const report = await store.load(id);
    if (!report) {
      sendJson(res, 404, { error: 'report not found' });
      return;
    }
    sendJson(res, 200, report);
  } catch (err) {
    sendJson(res, 500, { error: err.message });
  }
}
