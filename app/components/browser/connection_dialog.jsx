import { useState } from "react";
import { Plus } from "lucide-react";
import { TextField } from "./fields.jsx";
import { Modal } from "./modal.jsx";
import { PlanField, callsOf } from "./plan_field.jsx";
import { TokenForm } from "./token_form.jsx";

function AddForm({ onDone, onCancel }) {
  const [name, setName] = useState("");
  const [plan, setPlan] = useState("");
  return (
    <TokenForm
      title="Add a connection"
      text="The team reads Airtable with the rights of this token."
      verb="Add connection"
      path="/connections"
      body={{ name: name.trim(), plan_calls: callsOf(plan) ?? 0 }}
      isComplete={Boolean(name.trim()) && callsOf(plan) !== null}
      onDone={onDone}
      onCancel={onCancel}
    >
      <TextField label="Name" maxLength={120} required autoFocus value={name} onChange={setName} />
      <PlanField value={plan} onChange={setPlan} />
    </TokenForm>
  );
}

// The button that adds a connection.
export function ConnectionDialog({ onAdded }) {
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);

  function added() {
    close();
    onAdded?.();
  }

  return (
    <>
      <button type="button" className="button primary" onClick={() => setOpen(true)}>
        <Plus size={15} aria-hidden="true" />
        Add connection
      </button>
      <Modal open={open} onClose={close} label="Add a connection" className="confirm">
        <AddForm onDone={added} onCancel={close} />
      </Modal>
    </>
  );
}
