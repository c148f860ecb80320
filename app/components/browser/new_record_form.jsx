// The fields of a new record. It is made at once; what came of it is its receipt.
import { useState } from "react";
import { Link } from "react-router";
import { CellEditor } from "./cell_edit.jsx";
import { asValue, begun, canEdit, isBlank } from "./cell_values.js";
import { Field } from "./fields.jsx";
import { Problem } from "./problem.jsx";
import { useMaking } from "./rest.js";

export function NewRecordForm({ base, table, fields, like, onMade, onClose }) {
  const editable = fields.filter(canEdit);
  const [typed, setTyped] = useState(() =>
    Object.fromEntries(editable.map((field) => [field.id, begun(field, like?.[field.id])])),
  );
  const [problem, setProblem] = useState(null);
  const [waiting, setWaiting] = useState("");
  const [isSending, setSending] = useState(false);
  const make = useMaking("/records");
  const filled = editable.filter(({ id }) => !isBlank(typed[id]));

  async function submit(event) {
    event.preventDefault();
    if (isSending || !filled.length) return;
    setSending(true);
    const cells = Object.fromEntries(filled.map((field) => [field.id, asValue(field, typed[field.id])]));
    const { data, problem: refusal } = await make({ base, table, records: [{ cells }] });
    setSending(false);
    setProblem(refusal ?? null);
    if (!data) return;
    if (data.plan.status === "pending") setWaiting(data.plan.id);
    else onMade(data.rows[0].record_id);
  }

  if (waiting) {
    return (
      <div>
        <h2>It waits for approval</h2>
        <p>Somebody else has to approve it before the record is made.</p>
        <footer>
          <Link className="button secondary" to={`/changes/?p=${waiting}`}>
            Show it
          </Link>
          <button type="button" className="button primary" onClick={onClose} autoFocus>
            Done
          </button>
        </footer>
      </div>
    );
  }
  return (
    <form onSubmit={submit}>
      <h2>{like ? "Duplicate a record" : "New record"}</h2>
      <div className="new-record">
        {editable.map((field, at) => (
          <Field key={field.id} label={field.name}>
            {() => (
              <CellEditor
                base={base}
                field={field}
                label={field.name}
                value={typed[field.id]}
                autoFocus={at === 0}
                onChange={(value) => setTyped((before) => ({ ...before, [field.id]: value }))}
              />
            )}
          </Field>
        ))}
      </div>
      <Problem problem={problem} />
      <footer>
        <button type="button" className="button secondary" onClick={onClose}>
          Cancel
        </button>
        <button type="submit" className="button primary" disabled={isSending || !filled.length}>
          {isSending ? "Being made" : "Make the record"}
        </button>
      </footer>
    </form>
  );
}
