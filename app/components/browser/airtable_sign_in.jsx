// Connecting without a token: the person signs in at Airtable and agrees there.
import { useState } from "react";
import { LogIn } from "lucide-react";
import { PasswordField } from "./fields.jsx";
import { Problem } from "./problem.jsx";
import { ask, givePassword } from "./rest.js";

// Asks where to sign in and goes there; gives the password first when it was given too long ago.
export function AirtableSignIn({ connectionId = "", verb = "Sign in at Airtable" }) {
  const [password, setPassword] = useState("");
  const [asksPassword, setAsksPassword] = useState(false);
  const [problem, setProblem] = useState(null);
  const [isLeaving, setLeaving] = useState(false);

  async function place() {
    if (asksPassword) {
      const given = await givePassword(password);
      setPassword("");
      if (given.problem) return given;
      setAsksPassword(false);
    }
    return ask("POST", "/connections/sign-in", { body: { connection_id: connectionId } });
  }

  async function leave(event) {
    event.preventDefault();
    if (isLeaving) return;
    setLeaving(true);
    setProblem(null);
    const { data, problem: refusal } = await place();
    if (data) {
      window.location.assign(data.url);
      return;
    }
    setLeaving(false);
    if (refusal.code === "confirm_password") setAsksPassword(true);
    else setProblem(refusal);
  }

  return (
    <form className="airtable-sign-in" onSubmit={leave} aria-busy={isLeaving}>
      {asksPassword ? <PasswordField value={password} onChange={setPassword} autoFocus /> : null}
      <Problem problem={problem} />
      <button type="submit" className="button secondary" disabled={isLeaving || (asksPassword && !password)}>
        <LogIn size={15} aria-hidden="true" />
        {isLeaving ? "Going to Airtable" : verb}
      </button>
    </form>
  );
}
