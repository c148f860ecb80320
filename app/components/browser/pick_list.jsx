// Picks records that a cell links to, or choices of a field with several: searched by typing, all of it by keyboard.
import { useEffect, useId, useRef, useState } from "react";
import { Plus, X } from "lucide-react";
import { useReading } from "./reading.js";
import { ask, useMaking } from "./rest.js";

const TYPED_MS = 200;
const MOST = 20;
const FACTS = 2;

const keyOf = (item) => item.id ?? item;
const nameOf = (item) => item.name ?? item;

// The records of the linked table that fit, with some of their other cells to tell them apart.
function useRecords(base, field, typed, isOpen) {
  const [found, setFound] = useState({ typed: null, items: [], problem: null });
  const tables = useReading(field.family === "links" && isOpen ? `/tables?base=${encodeURIComponent(base)}` : "", 0);
  const table = tables.data?.items.find(({ name }) => name === field.linked_table);
  useEffect(() => {
    if (!table) return undefined;
    let isOver = false;
    const timer = setTimeout(async () => {
      const body = { base, table: table.id, search: typed.trim(), limit: MOST };
      const { data, problem } = await ask("POST", "/records/query", { body });
      if (isOver) return;
      const primary = table.fields.find(({ name }) => name === table.primary_field) ?? table.fields[0];
      const items = (data?.records ?? []).map(({ id, cells }) => ({
        id,
        name: cells[primary.id]?.text || "A record without a name",
        facts: table.fields
          .filter((each) => each.id !== primary.id && cells[each.id]?.text)
          .slice(0, FACTS)
          .map((each) => cells[each.id].text)
          .join(" · "),
      }));
      setFound({ typed, items, problem: problem ?? null });
    }, typed ? TYPED_MS : 0);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [base, table, typed]);
  return { ...found, table, isReading: found.typed !== typed && !tables.problem, problem: found.problem ?? tables.problem };
}

function Chosen({ chosen, onLeave }) {
  return chosen.map((item) => (
    <span key={keyOf(item)} className="pick-chip">
      <span className="truncate">{nameOf(item)}</span>
      <button type="button" tabIndex={-1} aria-label={`Leave out ${nameOf(item)}`} onClick={() => onLeave(item)}>
        <X size={12} aria-hidden="true" />
      </button>
    </span>
  ));
}

// A record that there is not yet, with this name.
function useMakeRecord(base, table) {
  const make = useMaking("/records");
  return async (name) => {
    const { data, problem } = await make({ base, table: table.id, records: [{ cells: { [table.primary_field]: name } }] });
    if (problem) return { problem };
    if (data.plan.status === "pending") return { problem: { detail: "It waits for approval; it can be picked once it is made." } };
    return { made: { id: data.rows[0].record_id, name } };
  };
}

const wordsFor = (name, field) => (field.family === "links" ? `Make “${name}” in ${field.linked_table}` : "");

// `chosen` are `{id, name}` of records, or names of choices. `onDone` is called by Enter and Tab where nothing is
// marked in the list; without it these keys do what they do elsewhere.
export function PickList({ base, field, label, chosen, onChange, onDone, first = "", autoFocus = false }) {
  const id = useId();
  const input = useRef(null);
  const [typed, setTyped] = useState(first);
  const [marked, setMarked] = useState(-1);
  const [isFocused, setFocused] = useState(false);
  // Alone it is open all the time; among other fields it drops down over them, so that nothing moves under a pointer.
  const isOpen = autoFocus || isFocused;
  const [problem, setProblem] = useState(null);
  const records = useRecords(base, field, typed, isOpen);
  const make = useMakeRecord(base, records.table);
  const wanted = typed.trim().toLowerCase();
  const isLinks = field.family === "links";
  const fitting = isLinks ? records.items : field.choices.map(({ name }) => name).filter((name) => name.toLowerCase().includes(wanted));
  const has = (item) => chosen.some((each) => keyOf(each) === keyOf(item));
  const isNew = isLinks && wanted && !records.isReading && fitting.every(({ name }) => name.toLowerCase() !== wanted);
  const options = isNew ? [...fitting, { id: "", name: typed.trim() }] : fitting;
  const said = problem ?? records.problem;

  useEffect(() => setMarked(wanted ? 0 : -1), [wanted]);

  async function pick(item) {
    setProblem(null);
    if (item.id === "") {
      const { made, problem: refusal } = await make(item.name);
      if (refusal) return setProblem(refusal);
      onChange(field.is_single ? [made] : [...chosen, made]);
    } else {
      const plain = isLinks ? { id: item.id, name: item.name } : item;
      const others = chosen.filter((each) => keyOf(each) !== keyOf(item));
      onChange(has(item) ? others : field.is_single ? [plain] : [...others, plain]);
    }
    setTyped("");
    return input.current?.focus();
  }

  function onKeyDown(event) {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      setMarked((at) => Math.max(-1, Math.min(options.length - 1, at + step)));
    } else if (event.key === "Enter" && options[marked]) {
      event.preventDefault();
      event.stopPropagation();
      pick(options[marked]);
    } else if (event.key === "Backspace" && !typed && chosen.length) {
      onChange(chosen.slice(0, -1));
    } else if (onDone && (event.key === "Enter" || event.key === "Tab")) {
      event.preventDefault();
      onDone(event);
    }
  }

  return (
    <div
      className={`pick-list ${autoFocus ? "" : "drops"}`}
      onFocus={() => setFocused(true)}
      onBlur={(event) => event.currentTarget.contains(event.relatedTarget) || setFocused(false)}
    >
      <div className="pick-chosen">
        <Chosen chosen={chosen} onLeave={(item) => onChange(chosen.filter((each) => each !== item))} />
        <input
          ref={input}
          role="combobox"
          aria-label={label}
          aria-expanded={isOpen}
          aria-controls={id}
          aria-activedescendant={options[marked] ? `${id}-${marked}` : undefined}
          placeholder={isLinks ? `Search in ${field.linked_table}` : "Search the choices"}
          autoComplete="off"
          maxLength={200}
          autoFocus={autoFocus}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={onKeyDown}
        />
      </div>
      <div className="pick-drop" hidden={!isOpen}>
        <ul id={id} role="listbox" aria-label={isLinks ? field.linked_table : `Choices of ${field.name}`} aria-multiselectable="true" className="pick-options">
          {options.map((item, at) => (
            <li
              key={keyOf(item)}
              id={`${id}-${at}`}
              role="option"
              aria-selected={has(item)}
              className={at === marked ? "is-marked" : ""}
              ref={at === marked ? (row) => void row?.scrollIntoView({ block: "nearest" }) : undefined}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => pick(item)}
            >
              {item.id === "" ? <Plus size={13} aria-hidden="true" /> : <span className="pick-tick" aria-hidden="true">{has(item) ? "✓" : ""}</span>}
              <span className="pick-name truncate">{item.id === "" ? wordsFor(item.name, field) : nameOf(item)}</span>
              {item.facts ? <span className="meta truncate">{item.facts}</span> : null}
            </li>
          ))}
        </ul>
        {options.length ? null : (
          <p className="pick-none">{isLinks && records.isReading && !said ? "Searching" : said ? "" : "None of this name."}</p>
        )}
        {said ? (
          <p className="pick-none" role="alert">
            {said.detail}
          </p>
        ) : null}
      </div>
    </div>
  );
}
