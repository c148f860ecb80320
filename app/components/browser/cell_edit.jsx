// One cell of the open record, changed at once: a plan of one cell that is approved when it still changes what was shown.
import { useState } from "react";
import { Check, Pencil } from "lucide-react";
import { Link } from "react-router";
import { Problem } from "./problem.jsx";
import { ask } from "./rest.js";

const EDITED = new Set(["text", "number", "date", "datetime", "checkbox", "select", "selects"]);
const SAVED = new Set(["sending", "applied", "verified"]);

export const canEdit = (field) => field.is_writable && EDITED.has(field.family);

// What the editor begins with: days and check marks as the service has them, everything else as a person reads it.
function begun(field, cell) {
  if (field.family === "checkbox") return Boolean(cell?.value);
  if (field.family === "date") return cell?.value ?? "";
  return cell?.text ?? "";
}

const asValue = (field, typed) => (field.family === "checkbox" ? typed : typed === "" ? null : typed);

function Editor({ field, value, onChange, ...rest }) {
  const label = `New value of ${field.name}`;
  const change = (event) => onChange(event.target.value);
  if (field.family === "checkbox") {
    return (
      <input
        type="checkbox"
        aria-label={label}
        checked={value}
        onChange={(event) => onChange(event.target.checked)}
        autoFocus
      />
    );
  }
  if (field.family === "select") {
    return (
      <select className="select-field" aria-label={label} value={value} onChange={change} autoFocus>
        <option value="">empty</option>
        {field.choices.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    );
  }
  if (field.type === "multilineText" || field.type === "richText") {
    return <textarea className="text-field" rows={5} aria-label={label} value={value} onChange={change} autoFocus />;
  }
  return (
    <input
      className="text-field"
      type={field.family === "date" ? "date" : "text"}
      aria-label={label}
      value={value}
      onChange={change}
      autoFocus
      {...rest}
    />
  );
}

// Makes the plan, and looks whether it changes what the person saw.
async function planned({ base, table, recordId, field, cell, typed }) {
  const cells = { [field.id]: asValue(field, typed) };
  const operations = [{ kind: "update", table, record_id: recordId, cells }];
  const { data: plan, problem } = await ask("POST", "/changes", { body: { base, operations } });
  if (problem) return { problem };
  const { data: rows, problem: unread } = await ask("GET", `/changes/${plan.id}/rows?limit=1`);
  if (unread) return { problem: unread };
  const [row] = rows.items;
  const warned = row.sentence || row.cells.find(({ warning }) => warning)?.warning;
  const wrong = row.state === "invalid" ? warned || `${field.name} cannot hold that.` : "";
  const found = row.cells.find(({ field_id: id }) => id === field.id);
  const stale = found && found.before_text !== (cell?.text ?? "") ? found.before_text || "empty" : "";
  return { plan, wrong, stale, isSame: !found && !wrong };
}

async function carriedOut(plan) {
  const { data, problem } = await ask("POST", `/changes/${plan.id}/approve`, { body: { digest: plan.digest } });
  if (problem) return { problem };
  const { data: rows, problem: unread } = await ask("GET", `/changes/${plan.id}/rows?limit=1`);
  if (unread) return { problem: unread };
  const [row] = rows.items;
  if (SAVED.has(row.state)) return { plan: data };
  // It was compared with what is there before it was written, and somebody had changed it.
  if (row.state === "kept") return { kept: data, stale: row.cells[0]?.found_text || "something else" };
  return { problem: { code: row.state, detail: row.sentence || "It was not saved. Look at its receipt." } };
}

function Form({ place, onSaved, onClose }) {
  const { field, cell } = place;
  const [typed, setTyped] = useState(() => begun(field, cell));
  const [said, setSaid] = useState({});
  const [isSaving, setSaving] = useState(false);

  async function save(event) {
    event.preventDefault();
    if (isSaving) return;
    setSaving(true);
    const made = await planned({ ...place, typed });
    if (made.problem || made.wrong || made.stale || !made.plan?.rights.approve) {
      if (made.plan && (made.wrong || made.isSame)) await ask("POST", `/changes/${made.plan.id}/deny`, { body: {} });
      setSaving(false);
      if (made.isSame) onClose();
      else setSaid(made);
      return;
    }
    await approve(made.plan);
  }

  async function approve(plan) {
    setSaving(true);
    const done = await carriedOut(plan);
    setSaving(false);
    if (done.plan) onSaved(done.plan);
    else setSaid(done);
  }

  async function saveMine() {
    if (!said.kept) {
      await approve(said.plan);
      return;
    }
    setSaving(true);
    const { data: rest, problem } = await ask("POST", `/changes/${said.kept.id}/rest`);
    if (rest) await approve(rest);
    else setSaid({ problem });
    setSaving(false);
  }

  async function keepTheirs() {
    if (said.plan) await ask("POST", `/changes/${said.plan.id}/deny`, { body: {} });
    onClose();
  }

  return (
    <form className="cell-edit" onSubmit={save} onKeyDown={(event) => cancelled(event, onClose)} aria-busy={isSaving}>
      <Editor field={field} value={typed} onChange={setTyped} />
      {said.wrong ? <p className="form-problem" role="alert">{said.wrong}</p> : null}
      <Problem problem={said.problem} />
      {said.stale ? (
        <p role="alert">
          It holds “{said.stale}” by now: somebody changed it meanwhile.{" "}
          <button type="button" className="button secondary" disabled={isSaving} onClick={saveMine}>
            Save mine
          </button>{" "}
          <button type="button" className="button secondary" onClick={keepTheirs}>
            Keep theirs
          </button>
        </p>
      ) : said.plan && !said.wrong ? (
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
          setReceipt(plan.id);
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
