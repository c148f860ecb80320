import { useRef, useState } from "react";
import { CopyButton } from "./copy_button.jsx";
import { Modal } from "./modal.jsx";

// A button and its dialog: `Form` makes something, `Made` shows what came of it. That holds a secret which is in
// this dialog only, as long as it is open.
export function SecretDialog({ label, icon: Icon, role, onMade, form: Form, made: Made }) {
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
        <Icon size={15} aria-hidden="true" />
        {label}
      </button>
      <Modal open={open} onClose={close} label={label} className="confirm">
        {made ? <Made made={made} onDone={close} /> : <Form role={role} onMade={arrived} onCancel={close} />}
      </Modal>
    </>
  );
}

// What a dialog shows once it was made.
export function ShownOnce({ title, text, label, value, copyLabel, onDone }) {
  return (
    <div>
      <h2>{title}</h2>
      <p>{text}</p>
      <div className="shown-once">
        <code tabIndex={0} role="textbox" aria-readonly="true" aria-label={label}>
          {value}
        </code>
      </div>
      <footer>
        <CopyButton text={value} label={copyLabel} className="button secondary">
          {copyLabel}
        </CopyButton>
        <button type="button" className="button primary" onClick={onDone} autoFocus>
          Done
        </button>
      </footer>
    </div>
  );
}
