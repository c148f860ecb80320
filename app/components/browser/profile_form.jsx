import { useEffect, useState } from "react";
import { ConfirmDialog, useAsked } from "./confirm.jsx";
import { TextField } from "./fields.jsx";

// One name that is saved by itself; what was typed stays when another tab changes it meanwhile.
export function NameForm({ label, hint, value, onSave }) {
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);

  useEffect(() => {
    if (text === known) setText(value);
    setKnown(value);
  }, [value]);

  const isChanged = text.trim() !== value && text.trim() !== "";

  function submit(event) {
    event.preventDefault();
    if (isChanged) onSave?.(text.trim());
  }

  return (
    <form className="one-field" onSubmit={submit}>
      <TextField label={label} hint={hint} maxLength={120} required value={text} onChange={setText} />
      <button type="submit" className="button secondary" disabled={!isChanged}>
        Save
      </button>
    </form>
  );
}

// The address of this person, whether it was verified, and the way to another one.
export function EmailLine({ email, verified, onVerify, onChange }) {
  const change = useAsked();
  const [wanted, setWanted] = useState("");

  function send() {
    change.close();
    onChange?.(wanted.trim());
    setWanted("");
  }

  return (
    <div className="line-row">
      <span className="who-text">
        <span className="who-name">
          <span className="truncate">{email}</span>
          {verified ? <span className="pill green">Verified</span> : <span className="pill amber">Not verified</span>}
        </span>
        <span className="meta">You sign in with it, and links for a new password go there.</span>
      </span>
      <span className="line-actions">
        {verified ? null : (
          <button type="button" className="button secondary" onClick={() => onVerify?.()}>
            Send the link
          </button>
        )}
        <button type="button" className="button secondary" onClick={() => change.ask({})}>
          Change
        </button>
      </span>
      <ConfirmDialog
        open={change.open}
        title="Change your e-mail"
        verb="Send the link"
        tone="primary"
        asksPassword
        onCancel={change.close}
        onConfirm={send}
        first={
          <TextField
            label="New e-mail"
            type="email"
            inputMode="email"
            autoComplete="email"
            maxLength={254}
            required
            autoFocus
            value={wanted}
            onChange={setWanted}
          />
        }
      >
        <p>A link goes to the new address. Until it was opened, everything stays as it is.</p>
      </ConfirmDialog>
    </div>
  );
}
