// seccoder-example: 1
// title: Answer slash commands in a chat room
// guideline: Dispatch by name through a Map of functions, never by evaluating the name.
// cwe: CWE-95, CWE-94
// apis: eval, Map.prototype.get
// applies: standard library
// --- secure ---
const { randomInt } = require("node:crypto");

const commands = new Map([
  ["roll", () => `You rolled ${randomInt(1, 7)}.`],
  ["pick", (args) => (args.length ? args[randomInt(args.length)] : "Pick from what?")],
  ["time", () => new Date().toISOString()],
]);

function answer(line) {
  const [name, ...args] = line.trim().slice(1).split(/\s+/);
  const command = commands.get(name);
  return command ? command(args) : "There is no such command.";
}

module.exports = { answer };
// --- vulnerable ---
const { randomInt } = require("node:crypto");

const commands = {
  roll: () => `You rolled ${randomInt(1, 7)}.`,
  pick: (args) => (args.length ? args[randomInt(args.length)] : "Pick from what?"),
  time: () => new Date().toISOString(),
};

function answer(line) {
  const [name, ...args] = line.trim().slice(1).split(/\s+/);
  try {
    return eval(`commands.${name}(args)`);
  } catch {
    return "There is no such command.";
  }
}

module.exports = { answer };
