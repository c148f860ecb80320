import { useState } from "react";
import { UserPlus } from "lucide-react";
import { SelectField, TextField } from "./fields.jsx";
import { Problem } from "./problem.jsx";
import { useMaking } from "./rest.js";
import { MEANINGS, givableBy, titleOf } from "./roles.js";
import { SecretDialog, ShownOnce } from "./secret_dialog.jsx";

const MAILED = "The link was mailed. To hand it over yourself, copy it now.";
const NOT_MAILED = "This address got too much mail within the hour: copy the link now and hand it over yourself.";

function InviteForm({ role, onMade, onCancel }) {
  const [email, setEmail] = useState("");
  const [given, setGiven] = useState("viewer");
  const [problem, setProblem] = useState(null);
  const [isSending, setSending] = useState(false);
  const make = useMaking("/invites");

  async function submit(event) {
    event.preventDefault();
    if (isSending) return;
    setSending(true);
    const { data, problem: refusal } = await make({ email, role: given });
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
    <ShownOnce
      title={`Invited ${made.invite.email}`}
      text={`${made.is_mailed ? MAILED : NOT_MAILED} It works once, and it is not shown again.`}
      label="Link of the invite"
      value={made.link}
      copyLabel="Copy link"
      onDone={onDone}
    />
  );
}

// The invite goes by REST, so that its link is never in the page's state.
export function InviteDialog({ role, onInvited }) {
  return <SecretDialog label="Invite" icon={UserPlus} role={role} onMade={onInvited} form={InviteForm} made={Made} />;
}
