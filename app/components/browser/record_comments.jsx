// What people wrote beside a record at Airtable, and a field to write there too.
import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import { Reply } from "lucide-react";
import { Link } from "react-router";
import { OptionMenu } from "./option_menu.jsx";
import { usePeopleMenu } from "./people_menu.js";
import { Problem } from "./problem.jsx";
import { useReading } from "./reading.js";
import { useMaking } from "./rest.js";
import { mayWrite } from "./roles.js";
import { When } from "./when.jsx";

function Write({ body, people, label, onWritten }) {
  const [text, setText] = useState("");
  const [caret, setCaret] = useState(0);
  const field = useRef(null);
  const [problem, setProblem] = useState(null);
  const [waiting, setWaiting] = useState("");
  const [isSending, setSending] = useState(false);
  const make = useMaking("/comments");
  const [menu, withIds] = usePeopleMenu({
    people,
    text,
    caret,
    onPick: (put) => {
      flushSync(() => {
        setText(put.text);
        setCaret(put.at);
      });
      field.current.setSelectionRange(put.at, put.at);
    },
  });

  async function submit(event) {
    event.preventDefault();
    if (isSending || !text.trim()) return;
    setSending(true);
    const { data, problem: refusal } = await make({ ...body, text: withIds(text.trim()) });
    setSending(false);
    setProblem(refusal ?? null);
    if (!data) return;
    setText("");
    setWaiting(data.plan.status === "pending" ? data.plan.id : "");
    onWritten();
  }

  return (
    <form className="comment-form" onSubmit={submit} aria-label={label === "Answer" ? "Write an answer" : "Write a comment"}>
      <OptionMenu menu={menu} />
      <textarea
        ref={field}
        {...menu.told}
        className="text-field"
        rows={2}
        maxLength={10000}
        aria-label={label}
        placeholder={label === "Answer" ? "Write an answer" : "Write a comment"}
        autoFocus={label === "Answer"}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onSelect={(event) => setCaret(event.target.selectionStart)}
        onKeyDown={menu.onKey}
      />
      <Problem problem={problem} />
      {waiting ? (
        <p>
          Somebody else has to approve it: <Link to={`/changes/?p=${waiting}`}>it waits</Link>.
        </p>
      ) : null}
      <button type="submit" className="button secondary" disabled={isSending || !text.trim()}>
        {isSending ? "Being written" : label}
      </button>
    </form>
  );
}

function Comment({ comment: { author, text, created_at: at }, children }) {
  return (
    <li>
      <p>
        <strong>{author}</strong>{" "}
        <span className="meta">
          <When at={at} />
        </span>
      </p>
      <p className="comment-text">{text}</p>
      {children}
    </li>
  );
}

// Answers stand below what they answer, the oldest first.
export function RecordComments({ base, table, recordId, role }) {
  const query = new URLSearchParams({ base, table, record: recordId });
  const { data, problem, read } = useReading(`/comments?${query}`, 0);
  const [answered, setAnswered] = useState("");
  const items = data?.items ?? [];
  const ids = new Set(items.map(({ id }) => id));
  const roots = items.filter(({ parent_id: parent }) => !ids.has(parent));
  const answersTo = (id) => items.filter(({ parent_id: parent }) => parent === id).reverse();
  const place = { base, table, record_id: recordId };
  const people = data?.people ?? [];

  function onAnswered() {
    setAnswered("");
    read();
  }

  return (
    <>
      {data ? null : <Problem problem={problem} />}
      {data && !items.length ? <p className="meta">Nobody has written anything here.</p> : null}
      <ul className="record-history" aria-label="Comments">
        {roots.map((comment) => (
          <Comment key={comment.id} comment={comment}>
            {answersTo(comment.id).length ? (
              <ul className="comment-answers" aria-label={`Answers to ${comment.author}`}>
                {answersTo(comment.id).map((answer) => (
                  <Comment key={answer.id} comment={answer} />
                ))}
              </ul>
            ) : null}
            {!mayWrite(role) ? null : answered === comment.id ? (
              <Write body={{ ...place, parent_id: comment.id }} people={people} label="Answer" onWritten={onAnswered} />
            ) : (
              <button type="button" className="button ghost" aria-label={`Answer ${comment.author}`} onClick={() => setAnswered(comment.id)}>
                <Reply size={13} aria-hidden="true" /> Answer
              </button>
            )}
          </Comment>
        ))}
      </ul>
      {mayWrite(role) ? <Write body={place} people={people} label="Comment" onWritten={read} /> : null}
    </>
  );
}
