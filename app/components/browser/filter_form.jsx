// Conditions of which all or any must hold, as rows that are filled in; groups of them stand inside.
import { useState } from "react";
import { Parentheses, Plus, X } from "lucide-react";
import { FilterRow, begunRow, needsValue, operatorsOf, valueFor } from "./filter_rows.jsx";

const MOST_LEVELS = 3;

const hasValue = (value) => (Array.isArray(value) ? value.length > 0 : Boolean(String(value).trim()));
export const begunGroup = (fields, match) => ({ match, conditions: [begunRow(fields[0])] });

// What a person filled in as the filter tree takes it; a row without its value is not finished and left out.
export function asFilter({ match, conditions }) {
  const kept = conditions
    .map((part) => {
      if (part.conditions) return asFilter(part);
      const { field, op, value } = part;
      if (!needsValue(op)) return { field, op };
      return hasValue(value) ? { field, op, value } : null;
    })
    .filter(Boolean);
  return kept.length ? { match, conditions: kept } : null;
}

// A filter names its fields by name or id, and may hold tests, values or depths that rows cannot say: then null.
export function asGroup(where, fields, level = 1) {
  const conditions = where.conditions.map((part) => {
    if (part.conditions) return level < MOST_LEVELS ? asGroup(part, fields, level + 1) : null;
    const field = fields.find(({ id, name }) => id === part.field || name === part.field);
    if (!field || !operatorsOf(field).some(([op]) => op === part.op)) return null;
    const texts = (Array.isArray(part.value) ? part.value : [part.value ?? ""]).map(String);
    const value = valueFor(part.op, texts);
    return !Array.isArray(value) && texts.length > 1 ? null : { field: field.id, op: part.op, value };
  });
  return conditions.includes(null) ? null : { match: where.match ?? "all", conditions };
}

function Match({ match, onChange, level }) {
  return (
    <label className="filter-match">
      {level === 1 ? "Records for which " : ""}
      <select className="select-field" aria-label="How many must hold" value={match} onChange={(event) => onChange(event.target.value)}>
        <option value="all">all</option>
        <option value="any">any</option>
      </select>{" "}
      of these hold
    </label>
  );
}

export function Group({ fields, group, level, onChange, onRemove }) {
  const setConditions = (conditions) => onChange({ ...group, conditions });
  const add = (part) => setConditions([...group.conditions, part]);
  const other = group.match === "all" ? "any" : "all";
  return (
    <div className="filter-group" role="group" aria-label={level === 1 ? "Conditions" : "Conditions inside"}>
      <div className="filter-group-head">
        <Match match={group.match} level={level} onChange={(match) => onChange({ ...group, match })} />
        {onRemove ? (
          <button type="button" className="icon-button" aria-label="Remove these conditions" title="Remove these conditions" onClick={onRemove}>
            <X size={14} aria-hidden="true" />
          </button>
        ) : null}
      </div>
      <ul className="filter-rows">
        {group.conditions.map((part, at) => {
          const change = (changed) => setConditions(group.conditions.map((known, place) => (place === at ? changed : known)));
          const remove = () => setConditions(group.conditions.filter((_, place) => place !== at));
          return part.conditions ? (
            <li key={at}>
              <Group fields={fields} group={part} level={level + 1} onChange={change} onRemove={remove} />
            </li>
          ) : (
            <FilterRow key={at} fields={fields} row={part} onChange={change} onRemove={remove} />
          );
        })}
      </ul>
      <div className="filter-adds">
        <button type="button" className="button ghost" onClick={() => add(begunRow(fields[0]))}>
          <Plus size={14} aria-hidden="true" /> Add a condition
        </button>
        {level < MOST_LEVELS ? (
          <button type="button" className="button ghost" onClick={() => add(begunGroup(fields, other))}>
            <Parentheses size={14} aria-hidden="true" /> Add a group
          </button>
        ) : null}
      </div>
    </div>
  );
}

export function ApplyFoot({ onClear, onClose }) {
  return (
    <footer>
      <button type="button" className="button secondary" onClick={onClear}>
        Clear
      </button>
      <button type="button" className="button secondary" onClick={onClose}>
        Cancel
      </button>
      <button type="submit" className="button primary">
        Apply
      </button>
    </footer>
  );
}

export function FilterForm({ fields, where, onApply, onClose }) {
  const shown = where && asGroup(where, fields);
  const [group, setGroup] = useState(() => shown || begunGroup(fields, "all"));

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onApply(asFilter(group));
      }}
    >
      <h2>Filter</h2>
      {where && !shown ? (
        <p>The filter now says more than these rows can. Applying them takes its place.</p>
      ) : null}
      <Group fields={fields} group={group} level={1} onChange={setGroup} />
      <ApplyFoot onClear={() => onApply(null)} onClose={onClose} />
    </form>
  );
}
