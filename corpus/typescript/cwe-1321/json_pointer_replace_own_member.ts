// seccoder-example: 1
// title: Replace one member of a workout plan by its JSON pointer
// guideline: Walk a path from outside by Object.hasOwn; `in` follows __proto__ to what all objects share.
// cwe: CWE-1321
// apis: Object.hasOwn
// applies: standard library
// --- secure ---
type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Group = Exclude<Json, null | boolean | number | string | Json[]>;

function groupWith(node: Json, key: string): Group {
  const isGroup = typeof node === "object" && node !== null && !Array.isArray(node);
  if (!isGroup || !Object.hasOwn(node, key)) {
    throw new RangeError("the plan has no such member");
  }
  return node;
}

// "/days/monday/rounds" names plan.days.monday.rounds.
export function replaceMember(plan: Json, pointer: string, value: Json): void {
  const keys = pointer
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
  const last = keys.pop() ?? "";
  let node = plan;
  for (const key of keys) {
    node = groupWith(node, key)[key];
  }
  groupWith(node, last)[last] = value;
}
// --- vulnerable ---
type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Group = Exclude<Json, null | boolean | number | string | Json[]>;

function groupWith(node: Json, key: string): Group {
  const isGroup = typeof node === "object" && node !== null && !Array.isArray(node);
  if (!isGroup || !(key in node)) {
    throw new RangeError("the plan has no such member");
  }
  return node;
}

// "/days/monday/rounds" names plan.days.monday.rounds.
export function replaceMember(plan: Json, pointer: string, value: Json): void {
  const keys = pointer
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
  const last = keys.pop() ?? "";
  let node = plan;
  for (const key of keys) {
    node = groupWith(node, key)[key];
  }
  groupWith(node, last)[last] = value;
}
