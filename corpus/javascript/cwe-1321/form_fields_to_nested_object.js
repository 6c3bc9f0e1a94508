// seccoder-example: 1
// title: Turn dotted form field names into a nested object
// guideline: Build objects with foreign keys on Object.create(null), never on {}.
// cwe: CWE-1321
// apis: Object.create, URLSearchParams
// applies: standard library
// --- secure ---
// "address.city=Riga" becomes { address: { city: "Riga" } }.
export function nestFields(body) {
  const form = Object.create(null);
  for (const [name, value] of new URLSearchParams(body)) {
    const keys = name.split(".");
    const last = keys.pop();
    let group = form;
    for (const key of keys) {
      group[key] ??= Object.create(null);
      group = group[key];
      if (typeof group !== "object") {
        throw new TypeError(`${key} is both a value and a group`);
      }
    }
    group[last] = value;
  }
  return form;
}
// --- vulnerable ---
// "address.city=Riga" becomes { address: { city: "Riga" } }.
export function nestFields(body) {
  const form = {};
  for (const [name, value] of new URLSearchParams(body)) {
    const keys = name.split(".");
    const last = keys.pop();
    let group = form;
    for (const key of keys) {
      group[key] ??= {};
      group = group[key];
      if (typeof group !== "object") {
        throw new TypeError(`${key} is both a value and a group`);
      }
    }
    group[last] = value;
  }
  return form;
}
