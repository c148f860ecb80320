import { useRef, useState } from "react";
import { KeyRound } from "lucide-react";
import { PasswordField, SelectField, TextField } from "./fields.jsx";
import { Modal } from "./modal.jsx";
import { OpenedOnce } from "./opened_once.jsx";
import { Problem } from "./problem.jsx";
import { ask, givePassword, newAttempt } from "./rest.js";

const SCOPES = [
  ["read", "Read"],
  ["write", "Read and change records"],
  ["admin", "Everything your role may"],
];
const DAYS = [
  ["7", "7 days"],
  ["30", "30 days"],
  ["90", "90 days"],
  ["365", "A year"],
];
const SCOPES_OF = { viewer: 1, editor: 2, admin: 3, owner: 3 };
const FRESH = { name: "", scope: "read", days: "90", writes_need_approval: true };

// Sends the form. When the password was given too long ago the server says so, and the next attempt gives it first.
function useMaking(form, onMade) {
  const [password, setPassword] = useState("");
  const [asksPassword, setAsksPassword] = useState(false);
  const [problem, setProblem] = useState(null);
  const [isSending, setSending] = useState(false);

  async function make() {
    if (asksPassword) {
      const given = await givePassword(password);
      setPassword("");
      if (given.problem) return given;
    }
    const body = { ...form, name: form.name.trim(), days: Number(form.days) };
    return ask("POST", "/api-keys", { body, attempt: newAttempt() });
  }

  async function submit(event) {
    event.preventDefault();
    if (isSending) return;
    setSending(true);
    const { data, problem: refusal } = await make();
    setSending(false);
    const mustConfirm = refusal?.code === "confirm_password";
    if (data || mustConfirm) setAsksPassword(mustConfirm);
    setProblem(mustConfirm ? null : (refusal ?? null));
    if (data) onMade(data);
  }

  return { password, setPassword, asksPassword, problem, isSending, submit };
}

function MakeForm({ role, onMade, onCancel }) {
  const [form, setForm] = useState(FRESH);
  const { password, setPassword, asksPassword, problem, isSending, submit } = useMaking(form, onMade);
  const set = (name) => (value) => setForm((before) => ({ ...before, [name]: value }));
  const isReady = !isSending && form.name.trim() && (!asksPassword || password);
  return (
    <form onSubmit={submit}>
      <h2>Make an API key</h2>
      <TextField
        label="Name"
        hint="What the key is for, for example “Nightly export”."
        maxLength={120}
        required
        autoFocus
        value={form.name}
        onChange={set("name")}
      />
      <div className="field-pair">
        <SelectField
          label="It may"
          value={form.scope}
          onChange={set("scope")}
          options={SCOPES.slice(0, SCOPES_OF[role])}
        />
        <SelectField label="It ends after" value={form.days} onChange={set("days")} options={DAYS} />
      </div>
      <label className="check">
        <input
          type="checkbox"
          checked={form.writes_need_approval}
          onChange={(event) => set("writes_need_approval")(event.target.checked)}
        />
        <span>
          A person approves what it changes
          <span className="field-hint">Changes wait until somebody has looked at them.</span>
        </span>
      </label>
      {asksPassword ? <PasswordField value={password} onChange={setPassword} autoFocus /> : null}
      <Problem problem={problem} />
      <footer>
        <button type="button" className="button secondary" onClick={onCancel}>
          Cancel
        </button>
        <button type="submit" className="button primary" disabled={!isReady}>
          Make key
        </button>
      </footer>
    </form>
  );
}

function Made({ made, onDone }) {
  return (
    <div>
      <h2>Key “{made.api_key.name}”</h2>
      <p>Copy it now and keep it like a password: it is not shown again. Whoever has it acts as you.</p>
      <OpenedOnce label="API key" value={made.key} copyLabel="Copy key" />
      <footer>
        <button type="button" className="button primary" onClick={onDone} autoFocus>
          Done
        </button>
      </footer>
    </div>
  );
}

// The key comes by REST, so that it is never in the page's state.
export function ApiKeyDialog({ role, onMade }) {
  const [open, setOpen] = useState(false);
  const [made, setMade] = useState(null);
  const isOver = useRef(false);

  function begin() {
    isOver.current = false;
    setOpen(true);
  }

  function arrived(data) {
    onMade?.();
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
        <KeyRound size={15} aria-hidden="true" />
        Make a key
      </button>
      <Modal open={open} onClose={close} label="Make an API key" className="confirm">
        {made ? <Made made={made} onDone={close} /> : <MakeForm role={role} onMade={arrived} onCancel={close} />}
      </Modal>
    </>
  );
}
