import { useRef, useState } from "react";
import { UserPlus } from "lucide-react";
import { SelectField, TextField } from "./fields.jsx";
import { Modal } from "./modal.jsx";
import { OpenedOnce } from "./opened_once.jsx";
import { Problem } from "./problem.jsx";
import { ask, newAttempt } from "./rest.js";
import { MEANINGS, givableBy, titleOf } from "./roles.js";

function InviteForm({ role, onMade, onCancel }) {
  const [email, setEmail] = useState("");
  const [given, setGiven] = useState("viewer");
  const [problem, setProblem] = useState(null);
  const [isSending, setSending] = useState(false);

  async function submit(event) {
    event.preventDefault();
    if (isSending) return;
    setSending(true);
    const { data, problem: refusal } = await ask("POST", "/invites", { body: { email, role: given }, attempt: newAttempt() });
    setSending(false);
    setProblem(refusal ?? null);
    if (data) onMade(data);
  }

  return (
    <form onSubmit={submit}>
      <h2>Invite somebody</h2>
      <TextField
        label="E-mail"
        type="email"
        inputMode="email"
        maxLength={254}
        required
        autoFocus
        value={email}
        onChange={setEmail}
      />
      <SelectField
        label="Role"
        hint={`${MEANINGS[given]}.`}
        value={given}
        onChange={setGiven}
        options={givableBy(role).map((each) => [each, titleOf(each)])}
      />
      <Problem problem={problem} />
      <footer>
        <button type="button" className="button secondary" onClick={onCancel}>
          Cancel
        </button>
        <button type="submit" className="button primary" disabled={isSending || !email.trim()}>
          Invite
        </button>
      </footer>
    </form>
  );
}

function Made({ made, onDone }) {
  return (
    <div>
      <h2>Invited {made.invite.email}</h2>
      <p>The link was mailed. If you hand it over yourself, copy it now: it is not shown again, and it works once.</p>
      <OpenedOnce label="Link of the invite" value={made.link} copyLabel="Copy link" />
      <footer>
        <button type="button" className="button primary" onClick={onDone} autoFocus>
          Done
        </button>
      </footer>
    </div>
  );
}

// The invite goes by REST, so that its link is never in the page's state.
export function InviteDialog({ role, onInvited }) {
  const [open, setOpen] = useState(false);
  const [made, setMade] = useState(null);
  const isOver = useRef(false);

  function begin() {
    isOver.current = false;
    setMade(null);
    setOpen(true);
  }

  function arrived(data) {
    onInvited?.();
    if (!isOver.current) setMade(data);
  }

  function close() {
    isOver.current = true;
    setOpen(false);
    setMade(null);
  }

  return (
    <>
      <button type="button" className="button primary" onClick={begin}>
        <UserPlus size={15} aria-hidden="true" />
        Invite
      </button>
      <Modal open={open} onClose={close} label="Invite somebody" className="confirm">
        {made ? <Made made={made} onDone={close} /> : <InviteForm role={role} onMade={arrived} onCancel={close} />}
      </Modal>
    </>
  );
}
