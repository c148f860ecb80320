import { useEffect, useState } from "react";
import { CircleAlert, CircleCheck, Info, TriangleAlert, X } from "lucide-react";

const ICONS = { ok: CircleCheck, info: Info, warning: TriangleAlert, error: CircleAlert };
const SHOWN = 3;
const SECONDS = { ok: 5, info: 6, warning: 9, error: 0 };

// What stands open goes along to the next page. What was shown once is not shown again by a reload, though the
// server still has it.
let open = [];
const lastShown = () => Number(sessionStorage.getItem("notice"));

function Notice({ notice, onGone }) {
  const Icon = ICONS[notice.kind] ?? Info;
  const [held, hold] = useState(false);
  const seconds = SECONDS[notice.kind] ?? 6;

  useEffect(() => {
    if (!seconds || held) return undefined;
    const timer = setTimeout(onGone, seconds * 1000);
    return () => clearTimeout(timer);
  }, [held, seconds]);

  return (
    <div
      className={`notice ${notice.kind}`}
      onMouseEnter={() => hold(true)}
      onMouseLeave={() => hold(false)}
      onFocus={() => hold(true)}
      onBlur={() => hold(false)}
    >
      <Icon size={16} aria-hidden="true" />
      <div>
        <strong>{notice.title}</strong>
        {notice.text ? <p>{notice.text}</p> : null}
        {notice.code ? <code>{notice.code}</code> : null}
      </div>
      <button type="button" className="icon-button" aria-label="Dismiss" title="Dismiss" onClick={onGone}>
        <X size={14} aria-hidden="true" />
      </button>
    </div>
  );
}

// What the server has to say. Errors stay until they are dismissed; the rest leaves, never under the pointer.
export function Notices({ notice }) {
  const [shown, setShown] = useState(() => open);

  useEffect(() => {
    open = shown;
  }, [shown]);

  useEffect(() => {
    if (!notice?.title || notice.seq <= lastShown()) return;
    sessionStorage.setItem("notice", notice.seq);
    setShown((list) => [...list, notice].slice(-SHOWN));
  }, [notice?.seq]);

  const drop = (seq) => setShown((list) => list.filter((item) => item.seq !== seq));
  const group = (wanted) => shown.filter(({ kind }) => (kind === "error") === wanted);
  const draw = (item) => <Notice key={item.seq} notice={item} onGone={() => drop(item.seq)} />;
  return (
    <div className="notices">
      <div role="status">{group(false).map(draw)}</div>
      <div role="alert">{group(true).map(draw)}</div>
    </div>
  );
}
