// Conditions of which all or any must hold, as rows that are filled in.
import { useState } from "react";
import { Plus, X } from "lucide-react";
import { Modal } from "./modal.jsx";

const TEXT = [["contains", "contains"], ["not_contains", "does not contain"], ["is", "is"], ["is_not", "is not"]];
const ORDER = [["is", "="], ["is_not", "≠"], ["gt", ">"], ["gte", "≥"], ["lt", "<"], ["lte", "≤"]];
const DATES = [["is", "is"], ["before", "is before"], ["after", "is after"], ["within", "is within"]];
const FILLED = [["is_not_empty", "is filled"], ["is_empty", "is empty"]];
const OPERATORS = {
  text: [...TEXT, ...FILLED],
  number: [...ORDER, ...FILLED],
  date: [...DATES, ...FILLED],
  datetime: [...DATES, ...FILLED],
  checkbox: [["is", "is"]],
  select: [["is", "is"], ["is_not", "is not"], ...FILLED],
  selects: [["has_all_of", "has"], ["is_none_of", "has none of"], ...FILLED],
  links: [["contains", "contains"], ["not_contains", "does not contain"], ...FILLED],
  other: FILLED,
};
const PERIODS = ["today", "this week", "this month", "this quarter", "this year", "last 7 days", "last 30 days", "last 90 days", "next 7 days", "next 30 days"];
const LISTS = new Set(["has_all_of", "is_none_of", "is_any_of"]);
const needsValue = (op) => op !== "is_empty" && op !== "is_not_empty";

function begun(field) {
  const [[op]] = OPERATORS[field.family] ?? FILLED;
  const value = field.family === "checkbox" ? "true" : (field.choices[0]?.name ?? "");
  return { field: field.id, op, value: field.family === "text" ? "" : value };
}

function Value({ field, row, onChange }) {
  const label = `Value for ${field.name}`;
  const change = (event) => onChange({ ...row, value: event.target.value });
  const options =
    field.family === "checkbox"
      ? [["true", "checked"], ["false", "not checked"]]
      : row.op === "within"
        ? PERIODS.map((period) => [period, period])
        : field.choices.map(({ name }) => [name, name]);
  if (options.length) {
    return (
      <select className="select-field" aria-label={label} value={row.value} onChange={change}>
        {options.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    );
  }
  const isDay = field.family === "date" || field.family === "datetime";
  return (
    <input
      className="text-field"
      aria-label={label}
      type={isDay ? "date" : "text"}
      inputMode={field.family === "number" ? "decimal" : undefined}
      value={row.value}
      onChange={change}
    />
  );
}

function Row({ fields, row, onChange, onRemove }) {
  const field = fields.find(({ id }) => id === row.field) ?? fields[0];
  function changeOperator(op) {
    const value = op === "within" ? PERIODS[2] : row.op === "within" ? "" : row.value;
    onChange({ ...row, op, value });
  }
  return (
    <li className="filter-row">
      <select
        className="select-field"
        aria-label="Field"
        value={field.id}
        onChange={(event) => onChange(begun(fields.find(({ id }) => id === event.target.value)))}
      >
        {fields.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      <select
        className="select-field"
        aria-label={`Test of ${field.name}`}
        value={row.op}
        onChange={(event) => changeOperator(event.target.value)}
      >
        {(OPERATORS[field.family] ?? FILLED).map(([op, words]) => (
          <option key={op} value={op}>
            {words}
          </option>
        ))}
      </select>
      {needsValue(row.op) ? <Value field={field} row={row} onChange={onChange} /> : <span />}
      <button type="button" className="icon-button" aria-label={`Remove the condition on ${field.name}`} onClick={onRemove}>
        <X size={14} aria-hidden="true" />
      </button>
    </li>
  );
}

// What a person typed as the filter tree takes it; a row without its value is not finished and left out.
function asFilter(match, rows) {
  const conditions = rows
    .filter(({ op, value }) => !needsValue(op) || String(value).trim())
    .map(({ field, op, value }) => ({
      field,
      op,
      ...(needsValue(op) ? { value: LISTS.has(op) ? [value] : value } : {}),
    }));
  return conditions.length ? { match, conditions } : null;
}

// A filter names its fields by name or id; its values are shown as they are typed.
function asRow({ field, op, value }, fields) {
  const known = fields.find(({ id, name }) => id === field || name === field);
  return { field: known?.id ?? fields[0].id, op, value: String(Array.isArray(value) ? (value[0] ?? "") : (value ?? "")) };
}

// Whether rows can say it: one level, tests that the menus have, and one value each.
function isFlat(where, fields) {
  return where.conditions.every(({ field, op, value, conditions }) => {
    const known = fields.find(({ id, name }) => id === field || name === field);
    const has = known && (OPERATORS[known.family] ?? FILLED).some(([key]) => key === op);
    return !conditions && has && !(Array.isArray(value) && value.length > 1);
  });
}

function Form({ fields, where, onApply, onClose }) {
  const isShown = where && isFlat(where, fields);
  const [match, setMatch] = useState((isShown && where.match) || "all");
  const [rows, setRows] = useState(() =>
    isShown ? where.conditions.map((condition) => asRow(condition, fields)) : [begun(fields[0])],
  );
  const change = (at, row) => setRows(rows.map((known, place) => (place === at ? row : known)));

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onApply(asFilter(match, rows));
      }}
    >
      <h2>Filter</h2>
      {where && !isShown ? (
        <p>The filter now says more than these rows can. Applying them takes its place.</p>
      ) : null}
      <label className="filter-match">
        Show records for which{" "}
        <select className="select-field" aria-label="How many must hold" value={match} onChange={(event) => setMatch(event.target.value)}>
          <option value="all">all</option>
          <option value="any">any</option>
        </select>{" "}
        of these hold:
      </label>
      <ul className="filter-rows">
        {rows.map((row, at) => (
          <Row
            key={at}
            fields={fields}
            row={row}
            onChange={(changed) => change(at, changed)}
            onRemove={() => setRows(rows.filter((_, place) => place !== at))}
          />
        ))}
      </ul>
      <button type="button" className="button ghost" onClick={() => setRows([...rows, begun(fields[0])])}>
        <Plus size={14} aria-hidden="true" /> Add a condition
      </button>
      <footer>
        <button type="button" className="button secondary" onClick={() => onApply(null)}>
          Clear
        </button>
        <button type="button" className="button secondary" onClick={onClose}>
          Cancel
        </button>
        <button type="submit" className="button primary">
          Apply
        </button>
      </footer>
    </form>
  );
}

// `where` is a filter tree; one that rows cannot say is shown in words by the page, and replaced here.
export function FilterDialog({ open, fields, where, onApply, onClose }) {
  return (
    <Modal open={open} onClose={onClose} label="Filter" className="confirm filter-dialog">
      {open ? <Form fields={fields} where={where} onApply={onApply} onClose={onClose} /> : null}
    </Modal>
  );
}
