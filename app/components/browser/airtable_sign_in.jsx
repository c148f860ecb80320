// Connecting without a token: the person signs in at Airtable and agrees there.
import { LogIn } from "lucide-react";
import { useConfirmed } from "./confirmed.js";
import { PasswordField } from "./fields.jsx";
import { Problem } from "./problem.jsx";
import { ask } from "./rest.js";

// Asks where to sign in, and goes there.
export function AirtableSignIn({ connectionId = "", verb = "Sign in at Airtable" }) {
  const { password, setPassword, asksPassword, problem, isSending, submit } = useConfirmed(
    () => ask("POST", "/connections/sign-in", { body: { connection_id: connectionId } }),
    ({ url }) => window.location.assign(url),
  );
  return (
    <form className="airtable-sign-in" onSubmit={submit} aria-busy={isSending}>
      {asksPassword ? <PasswordField value={password} onChange={setPassword} autoFocus /> : null}
      <Problem problem={problem} />
      <button type="submit" className="button secondary" disabled={isSending || (asksPassword && !password)}>
        <LogIn size={15} aria-hidden="true" />
        {isSending ? "Going to Airtable" : verb}
      </button>
    </form>
  );
}
