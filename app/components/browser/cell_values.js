// What is typed into a cell, and what is sent for it.
const EDITED = new Set(["text", "number", "date", "datetime", "checkbox", "select", "selects", "links"]);

export const canEdit = (field) => field.is_writable && EDITED.has(field.family);

// Fields of which one picks any number of things: records as `{id, name}`, choices by their names.
export const isPicked = ({ family }) => family === "links" || family === "selects";

const listOf = (value) => (Array.isArray(value) ? value : []);

// What an editor begins with: days and check marks as the service has them, everything else as a person reads it.
export function begun(field, cell) {
  if (field.family === "checkbox") return Boolean(cell?.value);
  if (field.family === "date") return cell?.value ?? "";
  if (isPicked(field)) return listOf(cell?.value);
  return cell?.text ?? "";
}

export const isBlank = (typed) => typed === "" || typed === false || (Array.isArray(typed) && !typed.length);

// What is typed as a person reads it. What was pasted for picked things is a text itself.
export const textOf = (typed) =>
  Array.isArray(typed) ? typed.map((item) => item.name ?? item).join(", ") : String(typed);

export function asValue(field, typed) {
  if (field.family === "checkbox") return typed;
  if (Array.isArray(typed)) return typed.length ? typed.map((item) => item.id ?? item) : null;
  return typed === "" ? null : typed;
}

// What was seen in a cell, as the service has it.
export const asSeen = (field, value) =>
  field.family === "links" && Array.isArray(value) ? value.map((item) => item.id ?? item) : (value ?? null);

export const isSame = (field, one, other) => JSON.stringify(asValue(field, one)) === JSON.stringify(asValue(field, other));

// Whether a cell holds what was typed, however the service writes it.
export function holds(field, cell, typed) {
  if (field.family === "number") return typed === "" ? cell.value === null : Number(cell.value) === Number(typed);
  if (isPicked(field) && !Array.isArray(typed)) return (cell.text ?? "") === typed;
  return isSame(field, typed, begun(field, cell)) || asValue(field, typed) === (cell.value ?? null);
}
