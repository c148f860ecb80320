import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { ArrowUp, Square } from "lucide-react";
import { blankDraft, keepDraft, readDraft } from "./drafts.js";

const MAX_HEIGHT = 216;

// The text of a thread, and whether it is on its way. It is kept until the server says that it has saved it
// (`accepted`); a refusal (a new `noticeSeq`) gives it back for another try.
function useDraft(threadId, accepted, noticeSeq) {
  const [draft, setDraft] = useState({ id: "", text: "" });
  const [sent, setSent] = useState(null);

  useEffect(() => setDraft(readDraft(threadId)), [threadId]);

  useEffect(() => {
    if (!sent || accepted !== sent.id) return;
    keepDraft(sent.threadId, { text: "" });
    setSent(null);
    setDraft(blankDraft());
  }, [accepted, sent]);

  useEffect(() => setSent(null), [noticeSeq]);

  function write(text) {
    const next = { ...draft, text };
    setDraft(next);
    keepDraft(threadId, next);
  }

  return { draft, write, isSent: sent !== null, markSent: () => setSent({ id: draft.id, threadId }) };
}

function useField(threadId, text) {
  const field = useRef(null);

  // On a phone the focus would open the keyboard over the answer.
  useEffect(() => {
    if (window.matchMedia("(hover: hover)").matches) field.current.focus({ preventScroll: true });
  }, [threadId]);

  useLayoutEffect(() => {
    const { style } = field.current;
    style.height = "auto";
    style.height = `${Math.min(field.current.scrollHeight, MAX_HEIGHT)}px`;
  }, [text]);

  return field;
}

function SendOrStop({ busy, canSend, onStop }) {
  return busy ? (
    <button type="button" className="send-button stop" aria-label="Stop" title="Stop" onClick={() => onStop?.()}>
      <Square size={12} fill="currentColor" aria-hidden="true" />
    </button>
  ) : (
    <button type="submit" className="send-button" aria-label="Send" title="Send" disabled={!canSend}>
      <ArrowUp size={17} aria-hidden="true" />
    </button>
  );
}

// Enter sends, unless it ends a composition of an input method.
function isSendKey({ key, shiftKey, keyCode, nativeEvent }) {
  return key === "Enter" && !shiftKey && !nativeEvent.isComposing && keyCode !== 229;
}

// Where a question is written.
export function Composer({ threadId = "", busy, accepted, noticeSeq, maxLength, placeholder, onAsk, onStop }) {
  const { draft, write, isSent, markSent } = useDraft(threadId, accepted, noticeSeq);
  const field = useField(threadId, draft.text);
  const text = draft.text.trim();
  const canSend = Boolean(text) && !isSent && !busy;

  function send(event) {
    event.preventDefault();
    if (!canSend) return;
    markSent();
    onAsk?.(text, draft.id);
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
        readOnly={isSent}
        onChange={(event) => write(event.target.value)}
        onKeyDown={(event) => isSendKey(event) && send(event)}
      />
      <div className="composer-bar">
        <span className="composer-hint" id="composer-hint">
          Enter sends, Shift Enter adds a line.
        </span>
        <SendOrStop busy={busy} canSend={canSend} onStop={onStop} />
      </div>
    </form>
  );
}
