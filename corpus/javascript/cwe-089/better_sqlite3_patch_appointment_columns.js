// seccoder-example: 1
// title: Update only the given columns of an appointment with better-sqlite3
// guideline: Take column names from a fixed list and bind the values by name.
// cwe: CWE-89, CWE-915
// apis: better-sqlite3.Database.prepare, better-sqlite3.Statement.run
// applies: better-sqlite3
// --- secure ---
import Database from "better-sqlite3";

const db = new Database(process.env.CLINIC_DB ?? "clinic.db");
const EDITABLE = ["room", "starts_at", "note"];

export function patchAppointment(id, changes) {
  const columns = EDITABLE.filter((column) => Object.hasOwn(changes, column));
  if (columns.length === 0) {
    return false;
  }
  const assignments = columns.map((column) => `${column} = @${column}`).join(", ");
  const update = db.prepare(`UPDATE appointments SET ${assignments} WHERE id = @id`);
  return update.run({ ...changes, id }).changes === 1;
}
// --- vulnerable ---
import Database from "better-sqlite3";

const db = new Database(process.env.CLINIC_DB ?? "clinic.db");

export function patchAppointment(id, changes) {
  const columns = Object.keys(changes);
  if (columns.length === 0) {
    return false;
  }
  const assignments = columns.map((column) => `${column} = @${column}`).join(", ");
  const update = db.prepare(`UPDATE appointments SET ${assignments} WHERE id = @id`);
  return update.run({ ...changes, id }).changes === 1;
}
