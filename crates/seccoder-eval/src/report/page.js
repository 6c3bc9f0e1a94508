"use strict";
// Shows samples. Every text is set as text, never as HTML: models wrote it.
const data = JSON.parse(document.getElementById("data").textContent);
const form = document.getElementById("filters");
const rows = document.getElementById("rows");
const more = document.getElementById("more");
const panel = document.getElementById("sample");
const count = document.getElementById("count");
const STEP = 200;
let shown = STEP;
let drawn = null;

// An element with text or children.
function make(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children.filter((child) => child !== null));
  return node;
}

function state() {
  return new URLSearchParams(location.hash.slice(1));
}

function address(changes) {
  const params = state();
  for (const [name, value] of Object.entries(changes)) {
    if (value) params.set(name, value);
    else params.delete(name);
  }
  return "#" + params.toString();
}

function nameOf(sample) {
  return [sample.task, sample.arm, sample.seed, sample.index].join("|");
}

function options(name, values) {
  const select = form.elements[name];
  select.append(new Option("all", ""));
  for (const value of values) {
    const [key, label] = Array.isArray(value) ? value : [value, value];
    select.append(new Option(label, key));
  }
}

function distinct(of) {
  return [...new Set(data.samples.flatMap(of))].filter((value) => value !== null);
}

function matches(sample, params) {
  const is = (name, value) => !params.get(name) || params.get(name) === value;
  const verdict = params.get("verdict");
  if (!is("arm", sample.arm) || !is("task", sample.task)) return false;
  if (!is("function", sample.function)) return false;
  if (verdict === "duplicate" ? sample.duplicate_of === null
    : verdict && (sample.verdict !== verdict || sample.duplicate_of !== null)) return false;
  const [advisor, differs, decider] =
    ["advisor", "differs", "decider"].map((name) => params.get(name));
  if (decider && !sample.opinions.some((o) => o.decides && o.oracle === decider)) return false;
  if (advisor || differs) {
    // What the table of disagreements counts: no duplicates.
    if (sample.duplicate_of !== null) return false;
    const found = sample.opinions.some((o) => !o.decides
      && (!advisor || o.oracle === advisor) && (!differs || o.differs === differs));
    if (!found) return false;
  }
  const text = (params.get("text") || "").toLowerCase();
  return !text || [sample.completion, sample.task, sample.function_detail || "",
    ...sample.opinions.flatMap((o) => [o.reason, ...o.findings.flatMap((f) => [f.rule, f.message])]),
  ].some((part) => part.toLowerCase().includes(text));
}

function verdictOf(sample) {
  if (sample.verdict === null) return make("span", "dim", "—");
  const word = make("span", sample.verdict, sample.verdict);
  return sample.duplicate_of === null ? word : make("span", "", word, make("span", "dim", " (duplicate)"));
}

function functionOf(sample) {
  return make("span", sample.function || "dim", sample.function || "—");
}

function drawList(params) {
  const found = data.samples.filter((sample) => matches(sample, params));
  count.textContent = found.length + " of " + data.samples.length;
  rows.replaceChildren(...found.slice(0, shown).map((sample) => {
    const link = make("a", "", sample.task);
    link.href = address({ sample: nameOf(sample) });
    const row = make("tr", "", make("td", "", link), make("td", "", sample.arm),
      make("td", "", sample.seed + "-" + sample.index),
      make("td", "", verdictOf(sample)), make("td", "", functionOf(sample)));
    if (params.get("sample") === nameOf(sample)) row.setAttribute("aria-current", "true");
    return row;
  }));
  more.hidden = found.length <= shown;
  return found;
}

function partNode(part) {
  if (part.kind === "demonstration") return make("span", "demonstration", part.text);
  const role = ["system", "user", "assistant", "after"].includes(part.kind);
  return make("span", "", role ? make("span", "role", "— " + part.kind + " —") : null, part.text);
}

// The completion with the lines that the deciding oracle found underlined.
function completionNode(sample) {
  const marked = new Set();
  for (const opinion of sample.opinions.filter((o) => o.decides)) {
    for (const finding of opinion.findings) marked.add(finding.line);
  }
  const pre = make("pre", "");
  let line = sample.first_line;
  sample.completion.split(/(?<=\n)/).forEach((text) => {
    pre.append(line !== null && marked.has(line) ? make("span", "marked", text) : text);
    if (line !== null) line += 1;
  });
  return pre;
}

function opinionNode(opinion) {
  const item = make("li", "", opinion.oracle + ": ", make("span", opinion.verdict, opinion.verdict),
    opinion.decides ? make("strong", "", " (decides)") : null,
    opinion.reason ? make("span", "dim", " — " + opinion.reason) : null);
  if (opinion.findings.length) {
    item.append(make("ul", "", ...opinion.findings.map((finding) => make("li", "",
      "line " + finding.line + ", " + finding.rule + (finding.cwe ? ", " + finding.cwe : "")
      + ": " + finding.message))));
  }
  return item;
}

function drawSample(sample) {
  if (!sample) {
    panel.replaceChildren(make("p", "dim", "Choose a sample."));
    return;
  }
  const prompt = sample.prompt === null ? null : data.prompts[sample.prompt];
  const facts = [
    sample.tokens === null ? null : sample.tokens + " tokens",
    sample.prompt_tokens === null ? null : "prompt " + sample.prompt_tokens + " tokens",
    sample.added_tokens ? sample.added_tokens + " of them added by demonstrations" : null,
    sample.performs === false ? "never performs the operation in question" : null,
    sample.duplicate_of === null ? null : "repeats sample " + sample.duplicate_of,
  ].filter((fact) => fact !== null).join(" · ");
  const examples = prompt && prompt.examples.length
    ? make("p", "note", "Demonstration: " + prompt.examples.map((example) =>
      example.title + " (" + example.cwes.join(", ") + ", " + example.id.slice(0, 12) + ")").join("; "))
    : null;
  const prompted = prompt
    ? [make("h3", "", "Prompt"), examples, make("pre", "", ...prompt.parts.map(partNode))] : [];
  panel.replaceChildren(
    make("h3", "", sample.task + " · " + sample.arm + " · " + sample.seed + "-" + sample.index),
    make("p", "", verdictOf(sample), " · function ", functionOf(sample)),
    make("p", "note", facts),
    make("h3", "", "Completion"),
    completionNode(sample),
    make("h3", "", "Oracles"),
    make("ul", "", ...sample.opinions.map(opinionNode)),
    ...(sample.function_detail ? [make("h3", "", "Functional test"),
      make("pre", "", sample.function_detail)] : []),
    ...prompted.filter((node) => node !== null));
  panel.scrollTop = 0;
}

function draw() {
  const params = state();
  for (const element of form.elements) {
    if (element.name && element !== document.activeElement) element.value = params.get(element.name) || "";
  }
  const filters = new URLSearchParams(params);
  filters.delete("sample");
  if (filters.toString() !== drawn) {
    shown = STEP;
    drawn = filters.toString();
  }
  const found = drawList(params);
  const chosen = params.get("sample");
  drawSample(chosen ? data.samples.find((sample) => nameOf(sample) === chosen) : found[0]);
}

options("arm", distinct((sample) => sample.arm));
options("task", distinct((sample) => sample.task));
options("verdict", ["secure", "insecure", "invalid", "unjudged", "duplicate"]);
options("function", ["passed", "failed", "unjudged"]);
options("advisor", distinct((sample) => sample.opinions.filter((o) => !o.decides).map((o) => o.oracle)));
options("differs", [["agree", "agrees"], ["decider", "only deciding finds"],
  ["advisor", "only advisor finds"], ["unjudged", "advisor unjudged"]]);
form.addEventListener("input", (event) => {
  const { name, value } = event.target;
  // The form has no field for the deciding oracle: it counts only as long as its link does.
  history.replaceState(null, "", address({ decider: "", [name]: value, sample: "" }));
  draw();
});
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => {
  history.replaceState(null, "", "#");
  draw();
});
more.addEventListener("click", () => { shown += STEP; draw(); });
// A link in a table above leads down to the samples; one in the list leaves the page where it is.
let inside = false;
document.getElementById("samples").addEventListener("click", () => { inside = true; });
window.addEventListener("hashchange", () => {
  draw();
  if (!inside) document.getElementById("samples").scrollIntoView();
  inside = false;
});
form.hidden = false;
document.getElementById("browser").hidden = false;
draw();
if (location.hash.length > 1) document.getElementById("samples").scrollIntoView();
