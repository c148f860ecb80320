// One cell of the open record, changed at once, unless it holds something else by now than what was shown.
import { useState } from "react";
import { Check, Pencil } from "lucide-react";
import { Link } from "react-router";
import { asSeen, asValue, begun, isPicked, isSame } from "./cell_values.js";
import { ChoiceOptions } from "./choice_options.jsx";
import { PickList } from "./pick_list.jsx";
import { Problem } from "./problem.jsx";
import { ask } from "./rest.js";

// `base` is where the records are that a cell may link to.
export function CellEditor({ base, field, label, value, onChange, autoFocus = false }) {
  const change = (event) => onChange(event.target.value);
  if (field.family === "checkbox") {
    return (
      <input
        type="checkbox"
        aria-label={label}
        checked={value}
        onChange={(event) => onChange(event.target.checked)}
        autoFocus={autoFocus}
      />
    );
  }
  if (isPicked(field)) {
    return <PickList base={base} field={field} label={label} chosen={value} onChange={onChange} autoFocus={autoFocus} />;
  }
  if (field.family === "select") {
    return (
      <select className="select-field" aria-label={label} value={value} onChange={change} autoFocus={autoFocus}>
        <ChoiceOptions field={field} />
      </select>
    );
  }
  if (field.type === "multilineText" || field.type === "richText") {
    return (
      <textarea className="text-field" rows={5} aria-label={label} value={value} onChange={change} autoFocus={autoFocus} />
    );
  }
  return (
    <input
      className="text-field"
      type={field.family === "date" ? "date" : "text"}
      aria-label={label}
      value={value}
      onChange={change}
      autoFocus={autoFocus}
    />
  );
}

// Writes what was typed over what was seen. A cell that somebody changed meanwhile is told as it is now.
async function written({ base, table, recordId, field }, typed, seen) {
  const at = { base, table };
  const record = { id: recordId, cells: { [field.id]: asValue(field, typed) }, seen: { [field.id]: asSeen(field, seen) } };
  const { data, problem } = await ask("PATCH", "/records", { body: { ...at, records: [record] } });
  if (data) return { plan: data.plan };
  if (problem.code !== "conflict") return { problem };
  const { data: now } = await ask("GET", `/records/${recordId}?${new URLSearchParams(at)}`);
  return now ? { theirs: now.record.cells[field.id] ?? { value: null, text: "" } } : { problem };
}

function Stale({ theirs, isSaving, onSaveMine, onKeepTheirs }) {
  return (
    <p role="alert">
      It holds “{theirs.text || "empty"}” by now: somebody changed it meanwhile.{" "}
      <button type="button" className="button secondary" disabled={isSaving} onClick={onSaveMine}>
        Save mine
      </button>{" "}
      <button type="button" className="button secondary" onClick={onKeepTheirs}>
        Keep theirs
      </button>
    </p>
  );
}

function Form({ place, onSaved, onClose }) {
  const { field, cell } = place;
  const [typed, setTyped] = useState(() => begun(field, cell));
  const [said, setSaid] = useState({});
  const [isSaving, setSaving] = useState(false);

  async function save(seen) {
    if (isSaving) return;
    if (isSame(field, typed, begun(field, cell))) {
      onClose();
      return;
    }
    setSaving(true);
    const outcome = await written(place, typed, seen);
    setSaving(false);
    if (outcome.plan && outcome.plan.status !== "pending") onSaved(outcome.plan);
    else setSaid(outcome);
  }

  function submit(event) {
    event.preventDefault();
    save(cell?.value);
  }

  return (
    <form className="cell-edit" onSubmit={submit} onKeyDown={(event) => cancelled(event, onClose)} aria-busy={isSaving}>
      <CellEditor base={place.base} field={field} label={`New value of ${field.name}`} value={typed} onChange={setTyped} autoFocus />
      <Problem problem={said.problem} />
      {said.theirs ? (
        <Stale
          theirs={said.theirs}
          isSaving={isSaving}
          onSaveMine={() => save(said.theirs.value)}
          onKeepTheirs={() => onSaved(null)}
        />
      ) : said.plan ? (
        <p>
          Somebody else has to approve it: <Link to={`/changes/?p=${said.plan.id}`}>it waits</Link>.
        </p>
      ) : (
        <span className="cell-acts">
          <button type="submit" className="button primary" disabled={isSaving}>
            <Check size={14} aria-hidden="true" /> {isSaving ? "Saving" : "Save"}
          </button>
          <button type="button" className="button secondary" onClick={onClose}>
            Cancel
          </button>
        </span>
      )}
    </form>
  );
}

function cancelled(event, onClose) {
  if (event.key !== "Escape") return;
  event.stopPropagation();
  onClose();
}

// `place` says which cell it is: base, table, recordId, field, cell.
export function CellEdit({ place, onSaved }) {
  const [isOpen, setOpen] = useState(false);
  const [receipt, setReceipt] = useState("");
  const { field } = place;
  if (isOpen) {
    return (
      <Form
        place={place}
        onClose={() => setOpen(false)}
        onSaved={(plan) => {
          setOpen(false);
          setReceipt(plan?.id ?? "");
          onSaved();
        }}
      />
    );
  }
  return (
    <span className="cell-acts">
      {receipt ? (
        <Link className="cell-saved" to={`/changes/?p=${receipt}`}>
          Saved. Undo
        </Link>
      ) : null}
      <button type="button" className="icon-button" aria-label={`Edit ${field.name}`} onClick={() => setOpen(true)}>
        <Pencil size={13} aria-hidden="true" />
      </button>
    </span>
  );
}
