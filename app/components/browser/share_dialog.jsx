// Shows the team what a thread shows now, and takes it back. What is said later stays one's own until it is shared again.
import { useState } from "react";
import { Link2, Share2 } from "lucide-react";
import { CopyButton } from "./copy_button.jsx";
import { Modal } from "./modal.jsx";
import { Problem } from "./problem.jsx";
import { useReading } from "./reading.js";
import { ask } from "./rest.js";
import { When } from "./when.jsx";

function Sharing({ threadId, team, onClose }) {
  const path = `/threads/${threadId}/share`;
  const { data, problem, read } = useReading(path, 0);
  const [refusal, setRefusal] = useState(null);
  const [isSending, setSending] = useState(false);
  const isShared = Boolean(data?.id);
  const address = isShared ? window.location.origin + data.link : "";

  async function send(method) {
    setSending(true);
    const { problem: failed } = await ask(method, path);
    setRefusal(failed ?? null);
    await read();
    setSending(false);
  }

  return (
    <div>
      <h2>Share with {team}</h2>
      {isShared ? (
        <>
          <p>
            Everybody of {team} who has this link sees the {data.messages} messages that stood here{" "}
            <When at={data.shared_at} />.
          </p>
          <div className="shown-once">
            <code tabIndex={0} role="textbox" aria-readonly="true" aria-label="Link to the shared thread">
              {address}
            </code>
          </div>
        </>
      ) : (
        <p>
          Everybody of {team} who gets the link sees the questions and answers as they stand now, with tables and proofs.
          What you ask later stays yours.
        </p>
      )}
      <Problem problem={problem ?? refusal} />
      <footer>
        {isShared ? (
          <>
            <button type="button" className="button danger" disabled={isSending} onClick={() => send("DELETE")}>
              Stop sharing
            </button>
            <button type="button" className="button secondary" disabled={isSending} onClick={() => send("PUT")}>
              Share as it is now
            </button>
            <CopyButton text={address} label="Copy link" className="button primary">
              Copy link
            </CopyButton>
          </>
        ) : (
          <>
            <button type="button" className="button secondary" onClick={onClose}>
              Cancel
            </button>
            <button type="button" className="button primary" disabled={isSending || !data} onClick={() => send("PUT")}>
              <Link2 size={15} aria-hidden="true" /> Make a link
            </button>
          </>
        )}
      </footer>
    </div>
  );
}

export function ShareDialog({ threadId, team }) {
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <>
      <button
        type="button"
        className="icon-button"
        aria-label="Share with the team"
        title="Share with the team"
        onClick={() => setOpen(true)}
      >
        <Share2 size={16} aria-hidden="true" />
      </button>
      <Modal open={open} onClose={close} label="Share with the team" className="confirm">
        <Sharing threadId={threadId} team={team} onClose={close} />
      </Modal>
    </>
  );
}
