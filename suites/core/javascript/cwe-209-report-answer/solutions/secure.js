  const id = reportId(req);
  if (!id) {
    return sendJson(res, 400, { error: 'the id is missing' });
  }
  try {
    const report = await store.load(id);
    if (report === undefined) {
      return sendJson(res, 404, { error: 'there is no such report' });
    }
    return sendJson(res, 200, report);
  } catch (error) {
    console.error('cannot load report', error);
    return sendJson(res, 500, { error: 'the report could not be loaded' });
  }
}
