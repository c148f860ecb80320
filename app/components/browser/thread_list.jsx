import { useEffect, useId, useMemo, useRef, useState } from "react";
import { Link } from "react-router";
import { Ellipsis, Pencil, Trash2 } from "lucide-react";
import { useListFocus } from "./list_focus.js";
import { Menu, MenuItem } from "./menu.jsx";
import { Modal } from "./modal.jsx";
import { SearchField } from "./search_field.jsx";
import { brief, groupByDay, parseTime } from "./times.js";
import { useNow } from "./when.jsx";

function RenameField({ title, onDone }) {
  const [text, setText] = useState(title);
  const field = useRef(null);
  const isOver = useRef(false);

  useEffect(() => field.current.select(), []);

  function finish(kept, byKey) {
    if (isOver.current) return;
    isOver.current = true;
    onDone(kept.trim(), byKey);
  }

  function onKeyDown(event) {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") finish(text, true);
    if (event.key === "Escape") {
      event.preventDefault();
      finish(title, true);
    }
  }

  return (
    <input
      ref={field}
      className="rename-field"
      aria-label="Thread title"
      value={text}
      maxLength={120}
      autoFocus
      onChange={(event) => setText(event.target.value)}
      onBlur={() => finish(text, false)}
      onKeyDown={onKeyDown}
    />
  );
}

function ThreadRow({ thread, now, isCurrent, onRename, onAskDelete }) {
  const [renaming, setRenaming] = useState(false);
  const link = useRef(null);
  const givesBack = useRef(false);

  // Whoever ended it by a key goes on from the row; a click has taken the focus where it wanted.
  useEffect(() => {
    if (!renaming && givesBack.current) link.current.focus();
    givesBack.current = false;
  }, [renaming]);

  function renamed(title, byKey) {
    givesBack.current = byKey;
    setRenaming(false);
    if (title && title !== thread.title) onRename?.(thread.id, title);
  }

  if (renaming) {
    return (
      <li className="thread-row">
        <RenameField title={thread.title} onDone={renamed} />
      </li>
    );
  }
  return (
    <li className="thread-row">
      <Link
        ref={link}
        to={`/chat/?t=${thread.id}`}
        aria-current={isCurrent ? "page" : undefined}
        title={thread.title}
      >
        <span className="truncate">{thread.title}</span>
        <span className="thread-time">{brief(parseTime(thread.updated_at), now)}</span>
      </Link>
      <Menu
        label={`Actions for ${thread.title}`}
        icon={<Ellipsis size={15} aria-hidden="true" />}
        buttonClass="icon-button thread-menu"
      >
        <MenuItem icon={<Pencil size={15} aria-hidden="true" />} onSelect={() => setRenaming(true)}>
          Rename
        </MenuItem>
        <MenuItem icon={<Trash2 size={15} aria-hidden="true" />} tone="danger" onSelect={() => onAskDelete(thread)}>
          Delete
        </MenuItem>
      </Menu>
    </li>
  );
}

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

function Groups({ threads, search, now, currentId, onRename, onAskDelete }) {
  const wanted = search.trim().toLowerCase();
  const groups = useMemo(() => {
    const found = wanted ? threads.filter(({ title }) => title.toLowerCase().includes(wanted)) : threads;
    return groupByDay(found, now);
  }, [threads, wanted, now]);
  const prefix = useId();
  if (!groups.length) {
    return <p className="thread-none">{wanted ? "No thread has these words." : "Your threads will be listed here."}</p>;
  }
  return groups.map(({ title, threads: members }, at) => (
    <section key={title} aria-labelledby={`${prefix}${at}`}>
      <h3 id={`${prefix}${at}`}>{title}</h3>
      <ul>
        {members.map((thread) => (
          <ThreadRow
            key={thread.id}
            thread={thread}
            now={now}
            isCurrent={thread.id === currentId}
            onRename={onRename}
            onAskDelete={onAskDelete}
          />
        ))}
      </ul>
    </section>
  ));
}

// The threads of this person, searched and grouped in the browser (its days are the reader's days).
export function ThreadList({ threads = [], ready, currentId = "", onRename, onDelete }) {
  const now = useNow();
  const [search, setSearch] = useState("");
  const [doomed, setDoomed] = useState(null);
  const [list, awaitRemoval] = useListFocus(threads.map(({ id }) => id));

  function remove() {
    const { id } = doomed;
    awaitRemoval(id);
    setDoomed(null);
    onDelete?.(id);
  }

  return (
    <>
      <SearchField label="Search threads" value={search} onChange={setSearch} />
      {ready && now !== null ? (
        <nav ref={list} tabIndex={-1} className="thread-groups" aria-label="Threads">
          <Groups
            threads={threads}
            search={search}
            now={now}
            currentId={currentId}
            onRename={onRename}
            onAskDelete={setDoomed}
          />
        </nav>
      ) : (
        <ThreadSkeleton />
      )}
      <DeleteDialog thread={doomed} onCancel={() => setDoomed(null)} onDelete={remove} />
    </>
  );
}
