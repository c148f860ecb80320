import { useState } from "react";
import { KeyRound } from "lucide-react";
import { useConfirmed } from "./confirmed.js";
import { PasswordField, SelectField, TextField } from "./fields.jsx";
import { Problem } from "./problem.jsx";
import { useMaking } from "./rest.js";
import { SecretDialog, ShownOnce } from "./secret_dialog.jsx";

const SCOPES = [
  ["read", "Read"],
  ["write", "Read and write"],
  ["admin", "Everything your role may"],
];
const DAYS = [
  ["7", "7 days"],
  ["30", "30 days"],
  ["90", "90 days"],
  ["365", "A year"],
];
const SCOPES_OF = { viewer: 1, editor: 2, admin: 3, owner: 3 };
const FRESH = { name: "", scope: "read", days: "90", writes_need_approval: true, client_may_confirm: false };

function MakeForm({ role, onMade, onCancel }) {
  const [form, setForm] = useState(FRESH);
  const make = useMaking("/api-keys");
  const { password, setPassword, asksPassword, problem, isSending, submit } = useConfirmed(
    () => make({ ...form, name: form.name.trim(), days: Number(form.days) }),
    onMade,
  );
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
      <label className="check">
        <input
          type="checkbox"
          disabled={form.scope === "read" || !form.writes_need_approval}
          checked={form.client_may_confirm}
          onChange={(event) => set("client_may_confirm")(event.target.checked)}
        />
        <span>
          This client may confirm
          <span className="field-hint">
            A program that speaks MCP shows you a small change and asks; your yes there counts. Only for a program that
            you trust: it could say yes without asking you.
          </span>
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
    <ShownOnce
      title={`Key “${made.api_key.name}”`}
      text="Copy it now and keep it like a password: it is not shown again. Whoever has it acts as you."
      label="API key"
      value={made.key}
      copyLabel="Copy key"
      onDone={onDone}
    />
  );
}

// The key comes by REST, so that it is never in the page's state.
export function ApiKeyDialog({ role, onMade }) {
  return <SecretDialog label="Make a key" icon={KeyRound} role={role} onMade={onMade} form={MakeForm} made={Made} />;
}
