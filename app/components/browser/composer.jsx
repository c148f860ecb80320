import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { ArrowUp, Square } from "lucide-react";
import { blankDraft, keepDraft, readDraft } from "./drafts.js";

const MAX_HEIGHT = 216;

// Where a question is written. The text is kept until the server says that it has saved it (`accepted`);
// a refusal (a new `noticeSeq`) gives it back for another try.
export function Composer({ threadId = "", busy, accepted, noticeSeq, maxLength, placeholder, onAsk, onStop }) {
  const field = useRef(null);
  const [draft, setDraft] = useState({ id: "", text: "" });
  const [sent, setSent] = useState(null);
  const text = draft.text.trim();
  const canSend = text && !sent && !busy;

  function change(next) {
    setDraft(next);
    keepDraft(threadId, next);
  }

  useEffect(() => {
    setDraft(readDraft(threadId));
    if (window.matchMedia("(hover: hover)").matches) field.current?.focus({ preventScroll: true });
  }, [threadId]);

  useEffect(() => {
    if (!sent || accepted !== sent.id) return;
    keepDraft(sent.threadId, { text: "" });
    setSent(null);
    setDraft(blankDraft());
  }, [accepted, sent]);

  useEffect(() => setSent(null), [noticeSeq]);

  useLayoutEffect(() => {
    const element = field.current;
    element.style.height = "auto";
    element.style.height = `${Math.min(element.scrollHeight, MAX_HEIGHT)}px`;
  }, [draft.text]);

  function send(event) {
    event?.preventDefault();
    if (!canSend) return;
    setSent({ id: draft.id, threadId });
    onAsk?.(text, draft.id);
  }

  function onKeyDown(event) {
    // Enter that ends a composition of an input method is not a wish to send.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    send();
  }

  return (
    <form className="composer" onSubmit={send} aria-label="Ask">
      <textarea
        ref={field}
        id="composer"
        rows={1}
        value={draft.text}
        maxLength={maxLength}
        placeholder={placeholder}
        aria-label="Message"
        aria-describedby="composer-hint"
        enterKeyHint="send"
        readOnly={Boolean(sent)}
        onChange={(event) => change({ ...draft, text: event.target.value })}
        onKeyDown={onKeyDown}
      />
      <div className="composer-bar">
        <span className="composer-hint" id="composer-hint">
          Enter sends, Shift Enter adds a line.
        </span>
        {busy ? (
          <button type="button" className="send-button stop" aria-label="Stop" title="Stop" onClick={() => onStop?.()}>
            <Square size={12} fill="currentColor" aria-hidden="true" />
          </button>
        ) : (
          <button type="submit" className="send-button" aria-label="Send" title="Send" disabled={!canSend}>
            <ArrowUp size={17} aria-hidden="true" />
          </button>
        )}
      </div>
    </form>
  );
}
