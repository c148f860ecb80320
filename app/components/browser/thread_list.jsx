import { useEffect, useId, useMemo, useState } from "react";
import { Archive, ArrowLeft } from "lucide-react";
import { useListFocus } from "./list_focus.js";
import { Modal } from "./modal.jsx";
import { useReading } from "./reading.js";
import { SearchField } from "./search_field.jsx";
import { ThreadRow } from "./thread_row.jsx";
import { groupByDay } from "./times.js";
import { useNow } from "./when.jsx";

const SEARCH_MS = 250;
const LEAST_SOUGHT = 2;

function ThreadSkeleton() {
  return (
    <div className="thread-groups" role="status" aria-label="Loading threads">
      {["w-3/4", "w-1/2", "w-2/3", "w-2/5", "w-3/5"].map((width) => (
        <div key={width} className="thread-ghost">
          <span className={`skeleton ${width}`} />
        </div>
      ))}
    </div>
  );
}

function DeleteDialog({ thread, onCancel, onDelete }) {
  return (
    <Modal open={thread !== null} onClose={onCancel} label="Delete thread" className="confirm">
      <h2>Delete “{thread?.title}”?</h2>
      <p>Its questions and answers are removed for you. Your records stay as they are.</p>
      <footer>
        <button type="button" className="button secondary" onClick={onCancel} autoFocus>
          Cancel
        </button>
        <button type="button" className="button danger" onClick={onDelete}>
          Delete thread
        </button>
      </footer>
    </Modal>
  );
}

function Groups({ threads, none, now, currentId, acts }) {
  const groups = useMemo(() => {
    const pinned = threads.filter((thread) => thread.pinned);
    const others = groupByDay(
      threads.filter((thread) => !thread.pinned),
      now,
    );
    return pinned.length ? [{ title: "Pinned", threads: pinned }, ...others] : others;
  }, [threads, now]);
  const prefix = useId();
  if (!groups.length) return <p className="thread-none">{none}</p>;
  return groups.map(({ title, threads: members }, at) => (
    <section key={title} aria-labelledby={`${prefix}${at}`}>
      <h3 id={`${prefix}${at}`}>{title}</h3>
      <ul>
        {members.map((thread) => (
          <ThreadRow key={thread.id} thread={thread} now={now} isCurrent={thread.id === currentId} acts={acts} />
        ))}
      </ul>
    </section>
  ));
}

// What the server finds in all that was said, once somebody has stopped typing.
function useFound(search) {
  const [sought, setSought] = useState("");
  useEffect(() => {
    const wanted = search.trim();
    const timer = setTimeout(() => setSought(wanted.length < LEAST_SOUGHT ? "" : wanted), SEARCH_MS);
    return () => clearTimeout(timer);
  }, [search]);
  const { data } = useReading(sought && `/threads?limit=50&query=${encodeURIComponent(sought)}`);
  return search.trim() === sought ? data?.items : null;
}

function useShown(threads, search) {
  const wanted = search.trim().toLowerCase();
  const found = useFound(search);
  return useMemo(() => {
    if (!wanted) return threads;
    const snippets = new Map((found ?? []).map(({ id, snippet }) => [id, snippet]));
    const known = new Set(threads.map(({ id }) => id));
    const byTitle = threads.filter(({ id, title }) => snippets.has(id) || title.toLowerCase().includes(wanted));
    const others = (found ?? []).filter(({ id }) => !known.has(id));
    return [...byTitle, ...others].map((thread) => ({ ...thread, snippet: snippets.get(thread.id) ?? "" }));
  }, [threads, wanted, found]);
}

// The threads of this person, searched and grouped in the browser (its days are the reader's days).
export function ThreadList({ threads = [], ready, currentId = "", onRename, onPin, onArchive, onDelete }) {
  const now = useNow();
  const [search, setSearch] = useState("");
  const [doomed, setDoomed] = useState(null);
  const [isArchive, setIsArchive] = useState(false);
  const news = useMemo(() => ({}), [threads]);
  const archived = useReading(isArchive ? "/threads?archived=only" : "", news);
  const listed = isArchive ? (archived.data?.items ?? []) : threads;
  const [list, awaitRemoval] = useListFocus(listed.map(({ id }) => id));
  const shown = useShown(listed, isArchive ? "" : search);

  const acts = {
    rename: (thread, title) => onRename?.(thread.id, title),
    pin: (thread) => onPin?.(thread.id, !thread.pinned),
    archive: (thread) => {
      awaitRemoval(thread.id);
      onArchive?.(thread.id, !thread.archived);
    },
    askDelete: setDoomed,
  };

  function remove() {
    const { id } = doomed;
    awaitRemoval(id);
    setDoomed(null);
    onDelete?.(id);
  }

  const isKnown = ready && now !== null && (!isArchive || archived.data);
  const none = isArchive
    ? "Nothing is archived."
    : search.trim()
      ? "No thread has these words."
      : "Your threads will be listed here.";
  return (
    <>
      {isArchive ? (
        <button type="button" className="thread-switch" onClick={() => setIsArchive(false)}>
          <ArrowLeft size={14} aria-hidden="true" /> Back to the threads
        </button>
      ) : (
        <SearchField label="Search threads" value={search} onChange={setSearch} />
      )}
      {isKnown ? (
        <nav ref={list} tabIndex={-1} className="thread-groups" aria-label={isArchive ? "Archived threads" : "Threads"}>
          <Groups threads={shown} none={none} now={now} currentId={currentId} acts={acts} />
          {isArchive || search ? null : (
            <button type="button" className="thread-switch quiet" onClick={() => setIsArchive(true)}>
              <Archive size={14} aria-hidden="true" /> Archived
            </button>
          )}
        </nav>
      ) : (
        <ThreadSkeleton />
      )}
      <DeleteDialog thread={doomed} onCancel={() => setDoomed(null)} onDelete={remove} />
    </>
  );
}
