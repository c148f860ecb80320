import { useState } from "react";
import { Plus } from "lucide-react";
import { AirtableSignIn } from "./airtable_sign_in.jsx";
import { TextField } from "./fields.jsx";
import { Modal } from "./modal.jsx";
import { PlanField, callsOf } from "./plan_field.jsx";
import { TokenForm } from "./token_form.jsx";

function AddForm({ title, onDone, onCancel }) {
  const [name, setName] = useState("");
  const [plan, setPlan] = useState("");
  return (
    <TokenForm
      title={title}
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
export function ConnectionDialog({ canSignIn, onAdded }) {
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
        {canSignIn ? (
          <section className="sign-in-choice" aria-label="Without a token">
            <h2>Add a connection</h2>
            <p>Sign in at Airtable and choose there which bases the team may see, or give a token below.</p>
            <AirtableSignIn />
          </section>
        ) : null}
        <AddForm title={canSignIn ? "" : "Add a connection"} onDone={added} onCancel={close} />
      </Modal>
    </>
  );
}
