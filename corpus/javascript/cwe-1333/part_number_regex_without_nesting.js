// seccoder-example: 1
// title: Check and split part numbers in an order upload
// guideline: Put a required separator between repeated groups and bound the length before matching.
// cwe: CWE-1333
// apis: RegExp.prototype.test
// applies: standard library
// --- secure ---
const PART = /^[A-Z0-9]+(?:-[A-Z0-9]+)*$/;

// A part number reads like "PX7-220-B".
export function parsePart(text) {
  const part = text.trim().toUpperCase();
  if (part.length > 40 || !PART.test(part)) {
    throw new RangeError("this is not a part number");
  }
  const [series, ...rest] = part.split("-");
  return { part, series, variant: rest.join("-") };
}

export function parseOrder(lines) {
  return lines.map((line) => {
    const [part, amount] = line.split(",");
    const count = Number(amount);
    if (!Number.isInteger(count) || count < 1) {
      throw new RangeError("this is not a count");
    }
    return { ...parsePart(part), count };
  });
}
// --- vulnerable ---
const PART = /^(?:[A-Z0-9]+-?)+$/;

// A part number reads like "PX7-220-B".
export function parsePart(text) {
  const part = text.trim().toUpperCase();
  if (!PART.test(part)) {
    throw new RangeError("this is not a part number");
  }
  const [series, ...rest] = part.split("-");
  return { part, series, variant: rest.join("-") };
}

export function parseOrder(lines) {
  return lines.map((line) => {
    const [part, amount] = line.split(",");
    const count = Number(amount);
    if (!Number.isInteger(count) || count < 1) {
      throw new RangeError("this is not a count");
    }
    return { ...parsePart(part), count };
  });
}
