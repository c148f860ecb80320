// Things that need a password given a moment ago: when it was given too long ago the server says so, and the next
// attempt gives it first.
import { useState } from "react";
import { givePassword } from "./rest.js";

// `send` gives `{data}` or `{problem}`; `onDone` gets the data. What was typed stays when it is refused.
export function useConfirmed(send, onDone) {
  const [password, setPassword] = useState("");
  const [asksPassword, setAsksPassword] = useState(false);
  const [problem, setProblem] = useState(null);
  const [isSending, setSending] = useState(false);

  async function sendConfirmed() {
    if (asksPassword) {
      const given = await givePassword(password);
      setPassword("");
      if (given.problem) return given;
      setAsksPassword(false);
    }
    return send();
  }

  async function submit(event) {
    event.preventDefault();
    if (isSending) return;
    setSending(true);
    setProblem(null);
    const { data, problem: refusal } = await sendConfirmed();
    setSending(false);
    if (data) onDone(data);
    else if (refusal.code === "confirm_password") setAsksPassword(true);
    else setProblem(refusal);
  }

  return { password, setPassword, asksPassword, problem, isSending, submit };
}
