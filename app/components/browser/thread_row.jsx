import { useEffect, useRef, useState } from "react";
import { Link } from "react-router";
import { Archive, ArchiveRestore, Download, Ellipsis, Pencil, Pin, PinOff, Trash2 } from "lucide-react";
import { Menu, MenuItem } from "./menu.jsx";
import { brief, parseTime } from "./times.js";

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

function download(thread) {
  const link = document.createElement("a");
  link.href = `/api/v1/threads/${thread.id}/export`;
  link.download = "";
  link.click();
}

function Actions({ thread, onAskRename, acts }) {
  const pinWords = thread.pinned ? "Unpin" : "Pin";
  const PinIcon = thread.pinned ? PinOff : Pin;
  const PutAwayIcon = thread.archived ? ArchiveRestore : Archive;
  return (
    <Menu
      label={`Actions for ${thread.title}`}
      icon={<Ellipsis size={15} aria-hidden="true" />}
      buttonClass="icon-button thread-menu"
    >
      {thread.archived ? null : (
        <MenuItem icon={<PinIcon size={15} aria-hidden="true" />} onSelect={() => acts.pin(thread)}>
          {pinWords}
        </MenuItem>
      )}
      <MenuItem icon={<Pencil size={15} aria-hidden="true" />} onSelect={onAskRename}>
        Rename
      </MenuItem>
      <MenuItem icon={<Download size={15} aria-hidden="true" />} onSelect={() => download(thread)}>
        Export as Markdown
      </MenuItem>
      <MenuItem icon={<PutAwayIcon size={15} aria-hidden="true" />} onSelect={() => acts.archive(thread)}>
        {thread.archived ? "Take back from the archive" : "Archive"}
      </MenuItem>
      <MenuItem icon={<Trash2 size={15} aria-hidden="true" />} tone="danger" onSelect={() => acts.askDelete(thread)}>
        Delete
      </MenuItem>
    </Menu>
  );
}

// A line of the list, with what can be done about its thread.
export function ThreadRow({ thread, now, isCurrent, acts }) {
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
    if (title && title !== thread.title) acts.rename(thread, title);
  }

  if (renaming) {
    return (
      <li className="thread-row">
        <RenameField title={thread.title} onDone={renamed} />
      </li>
    );
  }
  return (
    <li className={thread.snippet ? "thread-row found" : "thread-row"}>
      <Link
        ref={link}
        to={`/chat/?t=${thread.id}`}
        aria-current={isCurrent ? "page" : undefined}
        title={thread.title}
      >
        <span className="truncate">{thread.title}</span>
        <span className="thread-time">{brief(parseTime(thread.updated_at), now)}</span>
        {thread.snippet ? <span className="thread-snippet">{thread.snippet}</span> : null}
      </Link>
      <Actions thread={thread} onAskRename={() => setRenaming(true)} acts={acts} />
    </li>
  );
}
