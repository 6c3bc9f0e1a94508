// seccoder-example: 1
// title: Turn a user's alarm rule for a sensor into a function
// guideline: Parse a small language and look its operators up in a table; never compile user text.
// cwe: CWE-94, CWE-95
// apis: Function, RegExp.prototype.exec
// applies: standard library
// --- secure ---
const OPERATORS = new Map([
  [">", (value, limit) => value > limit],
  ["<", (value, limit) => value < limit],
  [">=", (value, limit) => value >= limit],
  ["<=", (value, limit) => value <= limit],
]);
const RULE = /^(temperature|humidity|battery) (>=|<=|>|<) (-?\d{1,6}(?:\.\d{1,3})?)$/;

// A rule reads like "temperature > 30.5".
export function compileAlarm(text) {
  const match = RULE.exec(text.trim());
  if (!match) {
    throw new SyntaxError("this is not an alarm rule");
  }
  const [, field, sign, number] = match;
  const test = OPERATORS.get(sign);
  const limit = Number(number);
  return (reading) => test(reading[field], limit);
}

export function raisedAlarms(rules, reading) {
  return rules.filter((rule) => compileAlarm(rule.text)(reading)).map((rule) => rule.name);
}
// --- vulnerable ---
// A rule reads like "temperature > 30.5".
export function compileAlarm(text) {
  const test = new Function("temperature", "humidity", "battery", `return ${text.trim()};`);
  return (reading) => test(reading.temperature, reading.humidity, reading.battery);
}

export function raisedAlarms(rules, reading) {
  return rules.filter((rule) => compileAlarm(rule.text)(reading)).map((rule) => rule.name);
}
