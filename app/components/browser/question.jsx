// What a person asked. Its other versions stand beside it, and it can be asked in other words.
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { ChevronLeft, ChevronRight, Pencil } from "lucide-react";
import { FileChips } from "./attachments.jsx";
import { CopyButton } from "./copy_button.jsx";
import { draftOf } from "./drafts.js";

const MAX_HEIGHT = 320;

function Versions({ turnId, versions, busy, onShow }) {
  const at = versions.indexOf(turnId);
  if (at < 0) return null;
  return (
    <span className="question-versions" role="group" aria-label="Versions of this question">
      <button
        type="button"
        className="icon-button"
        aria-label="Version before"
        title="Version before"
        disabled={busy || at === 0}
        onClick={() => onShow?.(versions[at - 1])}
      >
        <ChevronLeft size={14} aria-hidden="true" />
      </button>
      <span>
        {at + 1} of {versions.length}
      </span>
      <button
        type="button"
        className="icon-button"
        aria-label="Version after"
        title="Version after"
        disabled={busy || at === versions.length - 1}
        onClick={() => onShow?.(versions[at + 1])}
      >
        <ChevronRight size={14} aria-hidden="true" />
      </button>
    </span>
  );
}

function Editor({ text, busy, maxLength, onCancel, onDone }) {
  const [written, setWritten] = useState(text);
  const field = useRef(null);
  const canAsk = Boolean(written.trim()) && !busy;

  useEffect(() => {
    field.current.focus();
    field.current.setSelectionRange(text.length, text.length);
  }, []);

  useLayoutEffect(() => {
    const { style } = field.current;
    style.height = "auto";
    style.height = `${Math.min(field.current.scrollHeight, MAX_HEIGHT)}px`;
  }, [written]);

  function onKeyDown(event) {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") {
      event.preventDefault();
      onCancel();
    }
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (canAsk) onDone(written.trim());
    }
  }

  return (
    <form
      className="question-editor"
      aria-label="Ask in other words"
      onSubmit={(event) => {
        event.preventDefault();
        if (canAsk) onDone(written.trim());
      }}
    >
      <textarea
        ref={field}
        rows={1}
        value={written}
        maxLength={maxLength}
        aria-label="Question in other words"
        onChange={(event) => setWritten(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <footer>
        <span>{busy ? "An answer is being written." : "What followed is kept with the version before."}</span>
        <button type="button" className="button secondary" onClick={onCancel}>
          Cancel
        </button>
        <button type="submit" className="button primary" disabled={!canAsk}>
          Ask
        </button>
      </footer>
    </form>
  );
}

export function Question({ text, turnId, versions = [], files = [], busy, maxLength, onAsk, onShow }) {
  const [isEdited, setEdited] = useState(false);
  const pencil = useRef(null);
  const givesBack = useRef(false);

  useEffect(() => setEdited(false), [turnId]);
  useEffect(() => {
    if (!isEdited && givesBack.current) pencil.current?.focus();
    givesBack.current = isEdited;
  }, [isEdited]);

  function askInstead(written) {
    setEdited(false);
    if (written !== text) onAsk?.(written, draftOf("").id, turnId);
  }

  return (
    <div className="question">
      <h2 className="sr-only">You asked</h2>
      <FileChips files={files} />
      {isEdited ? (
        <Editor text={text} busy={busy} maxLength={maxLength} onCancel={() => setEdited(false)} onDone={askInstead} />
      ) : (
        <>
          <p className="bubble">{text}</p>
          <div className="question-actions">
            <span className="question-buttons">
              <CopyButton text={text} label="Copy question" />
              {onAsk ? (
                <button
                  ref={pencil}
                  type="button"
                  className="icon-button"
                  aria-label="Ask in other words"
                  title="Ask in other words"
                  onClick={() => setEdited(true)}
                >
                  <Pencil size={14} aria-hidden="true" />
                </button>
              ) : null}
            </span>
            <Versions turnId={turnId} versions={versions} busy={busy} onShow={onShow} />
          </div>
        </>
      )}
    </div>
  );
}
