import { useState } from "react";
import { ExternalLink } from "lucide-react";
import { PasswordField, TextField } from "./fields.jsx";
import { Problem } from "./problem.jsx";
import { givePassword, useMaking } from "./rest.js";

const SCOPES = [
  ["schema.bases:read", "to see tables and fields"],
  ["data.records:read", "to read records"],
  ["data.records:write", "to change records; leave it out to read only"],
  ["data.recordComments:read", "to read comments"],
  ["user.email:read", "to show whose token it is"],
];

function Scopes() {
  return (
    <details className="scopes">
      <summary>Scopes that the token needs</summary>
      <ul>
        {SCOPES.map(([scope, meaning]) => (
          <li key={scope}>
            <code>{scope}</code> <span>{meaning}</span>
          </li>
        ))}
      </ul>
      <p>Under Access, choose the bases that the team may ask about.</p>
    </details>
  );
}

// Sends it to REST, which tries the token before it is kept. What was typed stays when it is refused. When the
// password was given too long ago the server says so, and the next attempt gives it first.
function useSubmit(path, body, onDone) {
  const [password, setPassword] = useState("");
  const [asksPassword, setAsksPassword] = useState(false);
  const [problem, setProblem] = useState(null);
  const [isSending, setSending] = useState(false);
  const make = useMaking(path);

  async function send() {
    if (asksPassword) {
      const given = await givePassword(password);
      setPassword("");
      if (given.problem) return given;
      setAsksPassword(false);
    }
    return make(body);
  }

  async function submit(event) {
    event.preventDefault();
    if (isSending) return;
    setSending(true);
    setProblem(null);
    const { data, problem: refusal } = await send();
    setSending(false);
    if (data) return onDone(data);
    const mustConfirm = refusal.code === "confirm_password";
    if (mustConfirm) setAsksPassword(true);
    else setProblem(refusal);
  }

  return { password, setPassword, asksPassword, problem, isSending, submit };
}

// A token of Airtable: it goes from the field to REST, and is in no state and no event.
export function TokenForm({ title, text, verb, path, body = {}, isComplete = true, onDone, onCancel, children }) {
  const [token, setToken] = useState("");
  const { password, setPassword, asksPassword, problem, isSending, submit } = useSubmit(path, { ...body, token }, onDone);
  const isReady = !isSending && token.trim() && isComplete && (!asksPassword || password);
  return (
    <form onSubmit={submit} aria-busy={isSending}>
      {title ? <h2>{title}</h2> : null}
      <p>
        {text}{" "}
        <a href="https://airtable.com/create/tokens" target="_blank" rel="noreferrer">
          Make a token at Airtable
          <ExternalLink size={13} aria-hidden="true" />
          <span className="sr-only"> (opens a new tab)</span>
        </a>
      </p>
      {children}
      <TextField
        label="Personal access token"
        hint="Tried before it is kept, kept encrypted, and never shown again."
        type="password"
        required
        maxLength={400}
        spellCheck={false}
        autoFocus={!children}
        value={token}
        onChange={setToken}
      />
      <Scopes />
      {asksPassword ? <PasswordField value={password} onChange={setPassword} autoFocus /> : null}
      <Problem problem={problem} />
      <footer>
        <button type="button" className="button secondary" onClick={onCancel}>
          Cancel
        </button>
        <button type="submit" className="button primary" disabled={!isReady}>
          {isSending ? "Trying the token" : verb}
        </button>
      </footer>
    </form>
  );
}
