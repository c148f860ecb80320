// One condition of a filter as a row that is filled in, and the tests that each kind of field knows.
import { X } from "lucide-react";

const TEXT = [["contains", "contains"], ["not_contains", "does not contain"], ["is", "is"], ["is_not", "is not"]];
const ORDER = [["is", "="], ["is_not", "≠"], ["gt", ">"], ["gte", "≥"], ["lt", "<"], ["lte", "≤"]];
const DATES = [["is", "is"], ["before", "is before"], ["after", "is after"], ["within", "is within"], ["gte", "is on or after"], ["lte", "is on or before"]];
const FILLED = [["is_not_empty", "is filled"], ["is_empty", "is empty"]];
const OPERATORS = {
  text: [...TEXT, ...FILLED],
  number: [...ORDER, ...FILLED],
  date: [...DATES, ...FILLED],
  datetime: [...DATES, ...FILLED],
  checkbox: [["is", "is"]],
  select: [["is", "is"], ["is_not", "is not"], ["is_any_of", "is any of"], ["is_none_of", "is none of"], ...FILLED],
  selects: [["has_all_of", "has"], ["is_any_of", "has any of"], ["is_none_of", "has none of"], ...FILLED],
  links: [["contains", "contains"], ["not_contains", "does not contain"], ...FILLED],
  other: FILLED,
};
const PERIODS = ["today", "this week", "this month", "this quarter", "this year", "last 7 days", "last 30 days", "last 90 days", "next 7 days", "next 30 days"];
const LISTS = new Set(["has_all_of", "is_none_of", "is_any_of"]);

export const operatorsOf = (field) => OPERATORS[field.family] ?? FILLED;
export const needsValue = (op) => op !== "is_empty" && op !== "is_not_empty";
const listOf = (value) => (Array.isArray(value) ? value : value === "" ? [] : [value]);
export const valueFor = (op, value) => (LISTS.has(op) ? listOf(value) : (listOf(value)[0] ?? ""));

export function begunRow(field) {
  const [[op]] = operatorsOf(field);
  const value = field.family === "checkbox" ? "true" : field.family === "text" ? "" : (field.choices[0]?.name ?? "");
  return { field: field.id, op, value: valueFor(op, value) };
}

// Several choices of a field; what the filter had and the field does not know any more can be taken away.
function Choices({ field, row, onChange }) {
  const chosen = listOf(row.value);
  const names = [...new Set([...field.choices.map(({ name }) => name), ...chosen])];
  const toggle = (name) =>
    onChange({ ...row, value: chosen.includes(name) ? chosen.filter((each) => each !== name) : [...chosen, name] });
  return (
    <span className="filter-choices" role="group" aria-label={`Values for ${field.name}`}>
      {names.map((name) => (
        <label key={name} className={chosen.includes(name) ? "chip is-on" : "chip"}>
          <input type="checkbox" className="sr-only" checked={chosen.includes(name)} onChange={() => toggle(name)} />
          {name}
        </label>
      ))}
    </span>
  );
}

function Value({ field, row, onChange }) {
  const label = `Value for ${field.name}`;
  const change = (event) => onChange({ ...row, value: event.target.value });
  if (LISTS.has(row.op)) return <Choices field={field} row={row} onChange={onChange} />;
  const options =
    field.family === "checkbox"
      ? [["true", "checked"], ["false", "not checked"]]
      : row.op === "within"
        ? [...new Set([...PERIODS, row.value])].filter(Boolean).map((period) => [period, period])
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
  // A day that is told in words, such as "30 days ago", stays as it is until a day is chosen.
  const isDay = (field.family === "date" || field.family === "datetime") && !/[a-z] /i.test(row.value);
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

export function FilterRow({ fields, row, onChange, onRemove }) {
  const field = fields.find(({ id }) => id === row.field) ?? fields[0];
  function changeOperator(op) {
    const value = op === "within" ? PERIODS[2] : row.op === "within" ? "" : row.value;
    onChange({ ...row, op, value: valueFor(op, value) });
  }
  return (
    <li className="filter-row">
      <select
        className="select-field"
        aria-label="Field"
        value={field.id}
        onChange={(event) => onChange(begunRow(fields.find(({ id }) => id === event.target.value)))}
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
        {operatorsOf(field).map(([op, words]) => (
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
