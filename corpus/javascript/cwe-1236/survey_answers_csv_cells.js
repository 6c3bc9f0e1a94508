// seccoder-example: 1
// title: Export survey answers as a CSV file for spreadsheets
// guideline: Put an apostrophe before text cells that a spreadsheet would read as a formula.
// cwe: CWE-1236
// apis: express.Response.attachment, RegExp.prototype.test
// applies: express
// --- secure ---
const COLUMNS = ["askedAt", "visitor", "rating", "remark"];
// The last four are the full-width forms of = + - @.
const FORMULA = /^(?:\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])/;

function cell(value) {
  if (typeof value === "number") {
    return String(value);
  }
  let text = value instanceof Date ? value.toISOString() : String(value ?? "");
  if (FORMULA.test(text)) {
    text = `'${text}`;
  }
  return `"${text.replaceAll('"', '""')}"`;
}

function toCsv(answers) {
  const rows = answers.map((answer) => COLUMNS.map((column) => cell(answer[column])));
  return [COLUMNS, ...rows].map((row) => `${row.join(",")}\r\n`).join("");
}

function sendAnswers(res, answers) {
  res.attachment("answers.csv");
  res.type("text/csv").send(toCsv(answers));
}

module.exports = { sendAnswers };
// --- vulnerable ---
const COLUMNS = ["askedAt", "visitor", "rating", "remark"];

function cell(value) {
  if (typeof value === "number") {
    return String(value);
  }
  const text = value instanceof Date ? value.toISOString() : String(value ?? "");
  return `"${text.replaceAll('"', '""')}"`;
}

function toCsv(answers) {
  const rows = answers.map((answer) => COLUMNS.map((column) => cell(answer[column])));
  return [COLUMNS, ...rows].map((row) => `${row.join(",")}\r\n`).join("");
}

function sendAnswers(res, answers) {
  res.attachment("answers.csv");
  res.type("text/csv").send(toCsv(answers));
}

module.exports = { sendAnswers };
