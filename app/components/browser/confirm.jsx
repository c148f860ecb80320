import { useState } from "react";
import { PasswordField, TextField } from "./fields.jsx";
import { Modal } from "./modal.jsx";
import { Problem } from "./problem.jsx";
import { givePassword } from "./rest.js";

// Does it once the password was right. The password goes to REST and is forgotten, whatever comes back.
function usePasswordFirst(asksPassword, onConfirm) {
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState(null);
  const [isSending, setSending] = useState(false);

  async function confirm() {
    if (asksPassword) {
      setSending(true);
      const { problem: refusal } = await givePassword(password);
      setSending(false);
      setPassword("");
      setProblem(refusal ?? null);
      if (refusal) return;
    }
    onConfirm();
  }

  return { password, setPassword, problem, isSending, confirm };
}

function Question({ title, verb, tone, word, wordLabel, asksPassword, first, onCancel, onConfirm, children }) {
  const [typed, setTyped] = useState("");
  const { password, setPassword, problem, isSending, confirm } = usePasswordFirst(asksPassword, onConfirm);
  const isReady = !isSending && (!word || typed === word) && (!asksPassword || password);

  function submit(event) {
    event.preventDefault();
    if (isReady) confirm();
  }

  return (
    <form onSubmit={submit}>
      <h2>{title}</h2>
      {children}
      {first}
      {word ? <TextField label={wordLabel} value={typed} onChange={setTyped} autoFocus spellCheck={false} /> : null}
      {asksPassword ? <PasswordField value={password} onChange={setPassword} autoFocus={!word && !first} /> : null}
      <Problem problem={problem} />
      <footer>
        <button type="button" className="button secondary" onClick={onCancel} autoFocus={!word && !asksPassword}>
          Cancel
        </button>
        <button type="submit" className={`button ${tone}`} disabled={!isReady}>
          {verb}
        </button>
      </footer>
    </form>
  );
}

// Says what will happen and asks whether it shall. With `word` it must be typed, with `asksPassword` the password
// must be given; `first` is a field that comes before it. What follows is the caller's.
export function ConfirmDialog({ open, title, onCancel, tone = "danger", ...question }) {
  return (
    <Modal open={open} onClose={onCancel} label={title} className="confirm">
      <Question title={title} tone={tone} onCancel={onCancel} {...question} />
    </Modal>
  );
}

// The row that a question is about, kept while its dialog closes, so that the words do not change on the way out.
export function useAsked() {
  const [asked, setAsked] = useState({ open: false, about: null });
  return {
    open: asked.open,
    about: asked.about ?? {},
    ask: (about) => setAsked({ open: true, about }),
    close: () => setAsked(({ about }) => ({ open: false, about })),
  };
}
