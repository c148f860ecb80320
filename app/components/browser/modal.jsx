import { useEffect, useRef } from "react";

// A text field that Chromium gives the focus back to can be without a caret: keys arrive and no letters, until it
// is focused once more.
function wakeFocus() {
  const { activeElement } = document;
  if (activeElement === document.body) return;
  activeElement.blur();
  activeElement.focus({ preventScroll: true });
}

// A native modal dialog: the browser keeps the focus inside, closes it on Escape and gives the focus back.
export function Modal({ open, onClose, label, className = "", children }) {
  const dialog = useRef(null);

  useEffect(() => {
    const element = dialog.current;
    if (open && !element.open) element.showModal();
    if (!open && element.open) element.close();
  }, [open]);

  return (
    <dialog
      ref={dialog}
      aria-label={label}
      className={`modal ${className}`}
      onClose={() => {
        wakeFocus();
        onClose();
      }}
      onClick={(event) => event.target === dialog.current && dialog.current.close()}
    >
      {open ? <div className="modal-body">{children}</div> : null}
    </dialog>
  );
}
