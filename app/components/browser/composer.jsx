import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useSearchParams } from "react-router";
import { ArrowUp, Square } from "lucide-react";
import { AttachButton, FileChips, useAttachments, wordsFor } from "./attachments.jsx";
import { useComposerMenu } from "./composer_menu.js";
import { useFailedAttempts } from "./connection.js";
import { draftOf, keepDraft, readDraft, takeWaiting } from "./drafts.js";
import { OptionMenu } from "./option_menu.jsx";
import { Problem } from "./problem.jsx";
import { Queue, useQueue } from "./queue.jsx";

const MAX_HEIGHT = 216;
const SEND_AGAIN_MS = 6000;

// The text of a thread, kept while it is typed. What is typed before the page knows who types stays in the field.
// Questions that waited when the page was left are text of the field again.
function useDraft(person, threadId) {
  const [draft, setDraft] = useState(() => draftOf(""));
  const isEarly = useRef(true);

  useEffect(() => {
    if (!person) return;
    const left = takeWaiting(person, threadId);
    const kept = isEarly.current && draft.text ? draft : readDraft(person, threadId);
    const next = left.length ? draftOf([...left, kept.text].filter(Boolean).join("\n"), kept.files) : kept;
    keepDraft(person, threadId, next);
    setDraft(next);
    isEarly.current = false;
  }, [person, threadId]);

  const now = useRef(draft);
  now.current = draft;

  function change(next) {
    now.current = next;
    setDraft(next);
    if (person) keepDraft(person, threadId, next);
  }

  // A file may arrive after what was written meanwhile, so what the draft has then counts.
  const write = (text) => change(draftOf(text, now.current.files));
  const attach = (changed) => change(draftOf(now.current.text, changed(now.current.files)));
  const clear = () => change(draftOf(""));
  return { draft, write, attach, clear };
}

// A question on its way: until the server says that it has saved it (`accepted`) it is kept, and sent again after
// a while, because the connection may have taken it along. A refusal (a new `noticeSeq`) ends that.
function useSending({ accepted, noticeSeq, onAsk, onArrived, onRefused }) {
  const [sent, setSent] = useState(null);
  const isLost = useFailedAttempts() > 0;

  useEffect(() => {
    if (!sent || accepted !== sent.id) return;
    setSent(null);
    onArrived(sent);
  }, [accepted, sent]);

  useEffect(() => {
    if (sent) onRefused(sent);
    setSent(null);
  }, [noticeSeq]);

  useEffect(() => {
    if (!sent || isLost) return undefined;
    const timer = setInterval(() => onAsk?.(sent.text, sent.id, sent.files), SEND_AGAIN_MS);
    return () => clearInterval(timer);
  }, [sent, isLost]);

  function send(threadId, { id, text, files }) {
    const ids = files.map((file) => file.id);
    const words = text.trim() || wordsFor(files);
    setSent({ id, text: words, files: ids, threadId });
    onAsk?.(words, id, ids);
  }

  return { sent, send };
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
  return (
    <>
      {busy ? (
        <button type="button" className="send-button stop" aria-label="Stop" title="Stop" onClick={() => onStop?.()}>
          <Square size={12} fill="currentColor" aria-hidden="true" />
        </button>
      ) : null}
      {busy && !canSend ? null : (
        <button
          type="submit"
          className="send-button"
          aria-label={busy ? "Send when the answer has ended" : "Send"}
          title={busy ? "Send when the answer has ended" : "Send"}
          disabled={!canSend}
        >
          <ArrowUp size={17} aria-hidden="true" />
        </button>
      )}
    </>
  );
}

// Enter sends, unless it ends a composition of an input method.
function isSendKey({ key, shiftKey, keyCode, nativeEvent }) {
  return key === "Enter" && !shiftKey && !nativeEvent.isComposing && keyCode !== 229;
}

// Where a question is written. The thread is the one of the address: it is known before the server has said a word.
export function Composer({ person, status, accepted, noticeSeq, maxLength, placeholder, onAsk, onStop }) {
  const [params, setParams] = useSearchParams();
  const threadId = params.get("t") ?? "";
  const busy = status === "running";
  const { draft, write, attach, clear } = useDraft(person, threadId);
  const attachments = useAttachments(draft.files, attach);
  const { sent, send } = useSending({ accepted, noticeSeq, onAsk, onArrived, onRefused });
  const queue = useQueue({ person, threadId, status, sent, send, giveBack });
  const isSent = sent !== null && !queue.holds(sent);
  const field = useField(threadId, draft.text);
  const hasWords = Boolean(draft.text.trim()) || draft.files.length > 0;
  const canSend = hasWords && !isSent && !attachments.sending;
  const [caret, setCaret] = useState(0);
  const picked = useRef(null);
  const menu = useComposerMenu(draft.text, caret, pick);

  // Before the next key arrives: it fills in the blank.
  useLayoutEffect(() => {
    if (picked.current) field.current.setSelectionRange(...picked.current);
    picked.current = null;
  }, [draft.text]);
  useEarlyWriting({ field, person, canSend: canSend && !busy, write, onEnter: () => send(threadId, draft) });

  // What is picked from the menu stands in the field at once, with what is to be filled in marked.
  function pick({ text, from, to }) {
    write(text);
    setCaret(to);
    picked.current = [from, to];
  }

  function onArrived(question) {
    if (queue.holds(question)) return queue.drop(question.id);
    keepDraft(person, question.threadId, draftOf(""));
    clear();
  }

  function onRefused(question) {
    if (queue.holds(question)) queue.giveAllBack();
  }

  function giveBack(drafts) {
    write([...drafts.map(({ text }) => text), draft.text].filter(Boolean).join("\n"));
    attach((files) => [...drafts.flatMap((each) => each.files), ...files]);
    field.current?.focus();
  }

  // A question that another page begins stands in the field, to be read and sent by a person.
  const begun = params.get("ask");
  useEffect(() => {
    if (!begun || !person) return;
    write(begun);
    setParams({}, { replace: true });
  }, [begun, person]);

  function submit(event) {
    event.preventDefault();
    if (!canSend) return;
    if (!busy) return send(threadId, draft);
    queue.add({ ...draft, text: draft.text.trim() || wordsFor(draft.files) });
    clear();
  }

  // What is dropped or pasted as a file goes with the question; pasted words are words.
  function take(event, list) {
    if (!list?.length) return;
    event.preventDefault();
    attachments.add(list);
  }

  return (
    <form
      className="composer"
      onSubmit={submit}
      aria-label="Ask"
      onDragOver={(event) => event.dataTransfer.types.includes("Files") && event.preventDefault()}
      onDrop={(event) => take(event, event.dataTransfer.files)}
      onPaste={(event) => take(event, event.clipboardData.files)}
    >
      <OptionMenu menu={menu} />
      <Queue queue={queue} />
      <FileChips files={draft.files} onRemove={attachments.remove} />
      <Problem problem={attachments.problem} />
      <textarea
        ref={field}
        id="composer"
        rows={1}
        value={draft.text}
        maxLength={maxLength}
        placeholder={placeholder}
        aria-label="Message"
        aria-describedby="composer-hint"
        {...menu.told}
        enterKeyHint="send"
        readOnly={isSent}
        onChange={(event) => write(event.target.value)}
        onSelect={(event) => setCaret(event.target.selectionStart)}
        onKeyDown={(event) => menu.onKey(event) || (isSendKey(event) && submit(event))}
      />
      <div className="composer-bar">
        <span className="composer-hint" id="composer-hint">
          {busy
            ? "Enter sends when the answer has ended."
            : "Enter sends, Shift Enter adds a line, / shows ways to begin, @ names."}
        </span>
        <span className="composer-attach">
          {attachments.sending ? <span role="status">Adding the file</span> : null}
          <AttachButton onFiles={attachments.add} />
        </span>
        <SendOrStop busy={busy} canSend={canSend} onStop={onStop} />
      </div>
    </form>
  );
}
