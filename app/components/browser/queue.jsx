// Questions that wait until the answer has ended. The first goes then; when the answer did not come to its end, they
// are text of the field again, because they may have been meant for what it would have said.
import { useEffect, useRef, useState } from "react";
import { Clock, Pencil, X } from "lucide-react";
import { keepWaiting } from "./drafts.js";

export function useQueue({ person, threadId, status, sent, send, giveBack }) {
  const [waiting, setWaiting] = useState([]);
  const place = useRef(threadId);
  const before = useRef(status);

  function keep(next) {
    setWaiting(next);
    keepWaiting(person, place.current, next);
  }

  function giveAllBack() {
    if (!waiting.length) return;
    keep([]);
    giveBack(waiting);
  }

  // A new thread gets its address while its first answer is being written, and takes along what waits. Another
  // thread does not: what waits there is found there.
  useEffect(() => {
    const isSame = place.current === threadId;
    const isNamed = place.current === "" && status === "running";
    if (!isSame && isNamed && waiting.length) {
      keepWaiting(person, "", []);
      keepWaiting(person, threadId, waiting);
    } else if (!isSame) setWaiting([]);
    place.current = threadId;
  }, [threadId]);

  useEffect(() => {
    const hasEnded = before.current === "running" && status !== "running";
    before.current = status;
    if (!hasEnded || !waiting.length) return;
    if (status === "done") send(threadId, waiting[0]);
    else giveAllBack();
  }, [status]);

  return {
    waiting,
    giveAllBack,
    holds: (question) => waiting.some(({ id }) => id === question?.id),
    add: (draft) => keep([...waiting, draft]),
    drop: (id) => keep(waiting.filter((each) => each.id !== id)),
    edit(id) {
      const taken = waiting.filter((each) => each.id === id);
      keep(waiting.filter((each) => each.id !== id));
      giveBack(taken);
    },
    isGone: (id) => sent?.id === id,
  };
}

export function Queue({ queue }) {
  if (!queue.waiting.length) return null;
  return (
    <ul className="composer-queue" aria-label="Waiting to be sent">
      {queue.waiting.map(({ id, text }) => (
        <li key={id}>
          <Clock size={13} aria-hidden="true" />
          <span className="truncate">{text}</span>
          {queue.isGone(id) ? null : (
            <>
              <button
                type="button"
                className="icon-button"
                aria-label="Put it back into the field"
                title="Put it back into the field"
                onClick={() => queue.edit(id)}
              >
                <Pencil size={13} aria-hidden="true" />
              </button>
              <button
                type="button"
                className="icon-button"
                aria-label="Do not send it"
                title="Do not send it"
                onClick={() => queue.drop(id)}
              >
                <X size={14} aria-hidden="true" />
              </button>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
