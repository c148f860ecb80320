// What is typed into a cell, and what is sent for it.
const EDITED = new Set(["text", "number", "date", "datetime", "checkbox", "select", "selects"]);

export const canEdit = (field) => field.is_writable && EDITED.has(field.family);

// What an editor begins with: days and check marks as the service has them, everything else as a person reads it.
export function begun(field, cell) {
  if (field.family === "checkbox") return Boolean(cell?.value);
  if (field.family === "date") return cell?.value ?? "";
  return cell?.text ?? "";
}

export const asValue = (field, typed) => (field.family === "checkbox" ? typed : typed === "" ? null : typed);

// Whether a cell holds what was typed, however the service writes it.
export function holds(field, cell, typed) {
  if (field.family === "number") return typed === "" ? cell.value === null : Number(cell.value) === Number(typed);
  return typed === begun(field, cell) || asValue(field, typed) === (cell.value ?? null);
}
