import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useSearchParams } from "react-router";
import { ArrowUp, Square } from "lucide-react";
import { useFailedAttempts } from "./connection.js";
import { draftOf, keepDraft, readDraft } from "./drafts.js";
import { MENU_ID, SlashMenu, optionId, useSlash } from "./slash_menu.jsx";

const MAX_HEIGHT = 216;
const SEND_AGAIN_MS = 6000;

// The text of a thread, kept while it is typed. What is typed before the page knows who types stays in the field.
function useDraft(person, threadId) {
  const [draft, setDraft] = useState(() => draftOf(""));
  const isEarly = useRef(true);

  useEffect(() => {
    if (!person) return;
    if (isEarly.current && draft.text) keepDraft(person, threadId, draft);
    else setDraft(readDraft(person, threadId));
    isEarly.current = false;
  }, [person, threadId]);

  function write(text) {
    const next = draftOf(text);
    setDraft(next);
    if (person) keepDraft(person, threadId, next);
  }

  return { draft, setDraft, write };
}

// A question on its way: until the server says that it has saved it (`accepted`) it is kept, and sent again after
// a while, because the connection may have taken it along. A refusal (a new `noticeSeq`) gives it back.
function useSending({ person, draft, setDraft, accepted, noticeSeq, onAsk }) {
  const [sent, setSent] = useState(null);
  const isLost = useFailedAttempts() > 0;

  useEffect(() => {
    if (!sent || accepted !== sent.id) return;
    keepDraft(person, sent.threadId, draftOf(""));
    setSent(null);
    setDraft(draftOf(""));
  }, [accepted, sent]);

  useEffect(() => setSent(null), [noticeSeq]);

  useEffect(() => {
    if (!sent || isLost) return undefined;
    const timer = setInterval(() => onAsk?.(sent.text, sent.id), SEND_AGAIN_MS);
    return () => clearInterval(timer);
  }, [sent, isLost]);

  function send(threadId) {
    const text = draft.text.trim();
    setSent({ id: draft.id, text, threadId });
    onAsk?.(text, draft.id);
  }

  return { isSent: sent !== null, send };
}

// Before the scripts arrive the field is plain HTML. What was typed into it is taken over, and sent when Enter was
// pressed there, which boot.js noted.
function useEarlyWriting({ field, person, canSend, write, onEnter }) {
  const [isWaiting, setWaiting] = useState(false);

  useLayoutEffect(() => {
    document.dispatchEvent(new Event("composer-alive"));
    const { value, dataset } = field.current;
    if (!value) return;
    write(value);
    setWaiting(dataset.enter === "pressed");
  }, []);

  useEffect(() => {
    if (!isWaiting || !person || !canSend) return;
    setWaiting(false);
    onEnter();
  }, [isWaiting, person, canSend]);
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

// Where a question is written. The thread is the one of the address: it is known before the server has said a word.
export function Composer({ person, busy, accepted, noticeSeq, maxLength, placeholder, onAsk, onStop }) {
  const threadId = useSearchParams()[0].get("t") ?? "";
  const { draft, setDraft, write } = useDraft(person, threadId);
  const { isSent, send } = useSending({ person, draft, setDraft, accepted, noticeSeq, onAsk });
  const field = useField(threadId, draft.text);
  const canSend = Boolean(draft.text.trim()) && !isSent && !busy;
  const slash = useSlash(draft.text, write);
  useEarlyWriting({ field, person, canSend, write, onEnter: () => send(threadId) });

  function submit(event) {
    event.preventDefault();
    if (canSend) send(threadId);
  }

  return (
    <form className="composer" onSubmit={submit} aria-label="Ask">
      <SlashMenu slash={slash} onPick={write} />
      <textarea
        ref={field}
        id="composer"
        rows={1}
        value={draft.text}
        maxLength={maxLength}
        placeholder={placeholder}
        aria-label="Message"
        aria-describedby="composer-hint"
        aria-controls={slash.current ? MENU_ID : undefined}
        aria-activedescendant={slash.current ? optionId(slash.current[0]) : undefined}
        enterKeyHint="send"
        readOnly={isSent}
        onChange={(event) => write(event.target.value)}
        onKeyDown={(event) => slash.onKey(event) || (isSendKey(event) && submit(event))}
      />
      <div className="composer-bar">
        <span className="composer-hint" id="composer-hint">
          Enter sends, Shift Enter adds a line, / shows ways to begin.
        </span>
        <SendOrStop busy={busy} canSend={canSend} onStop={onStop} />
      </div>
    </form>
  );
}
