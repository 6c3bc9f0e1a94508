// seccoder-example: 1
// title: Embed the state of a departure board in its page
// guideline: Escape "<" in JSON that stands inside a script element.
// cwe: CWE-116, CWE-79
// apis: JSON.stringify, String.prototype.replaceAll
// applies: standard library
// --- secure ---
function boardPage(departures) {
  // "</script>" in a text would end the element.
  const state = JSON.stringify(departures).replaceAll("<", "\\u003c");
  return `<!doctype html>
    <title>Departures</title>
    <table id="board"></table>
    <script>window.departures = ${state};</script>
    <script src="/board.js"></script>`;
}

export async function sendBoard(res, timetable) {
  const departures = await timetable.next(20);
  res.setHeader("Content-Type", "text/html; charset=utf-8");
  res.end(boardPage(departures));
}
// --- vulnerable ---
function boardPage(departures) {
  const state = JSON.stringify(departures);
  return `<!doctype html>
    <title>Departures</title>
    <table id="board"></table>
    <script>window.departures = ${state};</script>
    <script src="/board.js"></script>`;
}

export async function sendBoard(res, timetable) {
  const departures = await timetable.next(20);
  res.setHeader("Content-Type", "text/html; charset=utf-8");
  res.end(boardPage(departures));
}
