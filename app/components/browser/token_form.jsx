import { useState } from "react";
import { ExternalLink } from "lucide-react";
import { TextField } from "./fields.jsx";
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

// Sends it to REST, which tries the token before it is kept. What was typed stays when it is refused.
function useSubmit(path, body, onDone) {
  const [problem, setProblem] = useState(null);
  const [isSending, setSending] = useState(false);
  const make = useMaking(path);

  async function submit(event) {
    event.preventDefault();
    if (isSending) return;
    setSending(true);
    setProblem(null);
    const { data, problem: refusal } = await make(body());
    setSending(false);
    if (data) onDone(data);
    else setProblem(refusal);
  }

  return { problem, isSending, submit };
}

// A token of Airtable: it goes from the field to REST, and is in no state and no event.
export function TokenForm({ title, text, verb, path, body = {}, isComplete = true, onDone, onCancel, children }) {
  const [token, setToken] = useState("");
  const { problem, isSending, submit } = useSubmit(path, () => ({ ...body, token }), onDone);
  return (
    <form onSubmit={submit} aria-busy={isSending}>
      <h2>{title}</h2>
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
      <Problem problem={problem} />
      <footer>
        <button type="button" className="button secondary" onClick={onCancel}>
          Cancel
        </button>
        <button type="submit" className="button primary" disabled={isSending || !token.trim() || !isComplete}>
          {isSending ? "Trying the token" : verb}
        </button>
      </footer>
    </form>
  );
}
