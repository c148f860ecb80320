import { useState } from "react";
import { ExternalLink } from "lucide-react";
import { useConfirmed } from "./confirmed.js";
import { PasswordField, TextField } from "./fields.jsx";
import { Problem } from "./problem.jsx";
import { useMaking } from "./rest.js";

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

// A token of Airtable: it goes from the field to REST, and is in no state and no event.
export function TokenForm({ title, text, verb, path, body = {}, isComplete = true, onDone, onCancel, children }) {
  const [token, setToken] = useState("");
  const make = useMaking(path);
  // REST tries the token before it is kept.
  const { password, setPassword, asksPassword, problem, isSending, submit } = useConfirmed(
    () => make({ ...body, token }),
    onDone,
  );
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
