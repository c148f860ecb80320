import { Trash2 } from "lucide-react";
import { ConfirmDialog, useAsked } from "./confirm.jsx";

// The end of an account: the e-mail is typed and the password given, so that it never happens by a slip.
export function DeleteAccount({ email, onErase }) {
  const asked = useAsked();

  function erase() {
    asked.close();
    onErase?.();
  }

  return (
    <>
      <button type="button" className="button danger" onClick={() => asked.ask({ email })}>
        <Trash2 size={15} aria-hidden="true" />
        Delete account
      </button>
      <ConfirmDialog
        open={asked.open}
        title="Delete your account?"
        verb="Delete account"
        word={asked.about.email}
        wordLabel={`Type ${asked.about.email}`}
        asksPassword
        onCancel={asked.close}
        onConfirm={erase}
      >
        <p>You are signed out everywhere and your personal data is erased. Nobody can bring it back.</p>
      </ConfirmDialog>
    </>
  );
}
