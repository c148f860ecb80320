// What people wrote beside a record at Airtable, and a field to write there too.
import { useState } from "react";
import { Link } from "react-router";
import { Problem } from "./problem.jsx";
import { useReading } from "./reading.js";
import { useMaking } from "./rest.js";
import { mayWrite } from "./roles.js";
import { When } from "./when.jsx";

function Write({ body, onWritten }) {
  const [text, setText] = useState("");
  const [problem, setProblem] = useState(null);
  const [waiting, setWaiting] = useState("");
  const [isSending, setSending] = useState(false);
  const make = useMaking("/comments");

  async function submit(event) {
    event.preventDefault();
    if (isSending || !text.trim()) return;
    setSending(true);
    const { data, problem: refusal } = await make({ ...body, text: text.trim() });
    setSending(false);
    setProblem(refusal ?? null);
    if (!data) return;
    setText("");
    setWaiting(data.plan.status === "pending" ? data.plan.id : "");
    onWritten();
  }

  return (
    <form className="comment-form" onSubmit={submit} aria-label="Write a comment">
      <textarea
        className="text-field"
        rows={2}
        maxLength={10000}
        aria-label="Comment"
        placeholder="Write a comment"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <Problem problem={problem} />
      {waiting ? (
        <p>
          Somebody else has to approve it: <Link to={`/changes/?p=${waiting}`}>it waits</Link>.
        </p>
      ) : null}
      <button type="submit" className="button secondary" disabled={isSending || !text.trim()}>
        {isSending ? "Being written" : "Comment"}
      </button>
    </form>
  );
}

export function RecordComments({ base, table, recordId, role }) {
  const query = new URLSearchParams({ base, table, record: recordId });
  const { data, problem, read } = useReading(`/comments?${query}`, 0);
  return (
    <>
      {data ? null : <Problem problem={problem} />}
      {data && !data.items.length ? <p className="meta">Nobody has written anything here.</p> : null}
      <ul className="record-history" aria-label="Comments">
        {(data?.items ?? []).map(({ id, author, text, created_at: at }) => (
          <li key={id}>
            <p>
              <strong>{author}</strong>{" "}
              <span className="meta">
                <When at={at} />
              </span>
            </p>
            <p className="comment-text">{text}</p>
          </li>
        ))}
      </ul>
      {mayWrite(role) ? <Write body={{ base, table, record_id: recordId }} onWritten={read} /> : null}
    </>
  );
}
