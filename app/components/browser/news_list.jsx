import { Bell, Check, CircleAlert, Clock, Inbox, RotateCcw, UserCheck } from "lucide-react";
import { Link } from "react-router";
import { MoreFoot } from "./more_foot.jsx";
import { ask } from "./rest.js";
import { When } from "./when.jsx";

const ICONS = {
  approval_asked: Inbox,
  approval_ending: Clock,
  plan_decided: UserCheck,
  change_ended: Check,
  change_wrong: CircleAlert,
  run_needs_person: CircleAlert,
  run_ended: RotateCcw,
};
const TONES = { change_ended: "green", change_wrong: "red", run_needs_person: "amber" };

function News({ item, onRead }) {
  const Icon = ICONS[item.kind] ?? Bell;
  return (
    <li className={`line-row news-row ${item.is_read ? "" : "is-new"}`}>
      <Icon size={16} aria-hidden="true" className={`work-icon ${TONES[item.kind] ?? ""}`} />
      <div className="who-text">
        <Link to={item.link} onClick={() => (item.is_read ? null : onRead([item.id]))}>
          {item.title}
        </Link>
        <span className="meta">
          {item.by_name ? `${item.by_name} · ` : ""}
          <When at={item.created_at} />
          {item.text ? ` · ${item.text}` : ""}
        </span>
      </div>
      {item.is_read ? null : (
        <button
          type="button"
          className="icon-button"
          aria-label={`Mark as read: ${item.title}`}
          title="Mark as read"
          onClick={() => onRead([item.id])}
        >
          <Check size={16} aria-hidden="true" />
        </button>
      )}
    </li>
  );
}

// What one was told, newest first.
export function NewsList({ pages }) {
  async function read(ids) {
    await ask("POST", "/notifications/read", { body: ids ? { ids } : {} });
    pages.read();
  }

  const items = pages.items ?? [];
  if (!items.length) return null;
  return (
    <section className="panel" aria-label="News">
      <header className="panel-head">
        <h2>News</h2>
        {items.some((item) => !item.is_read) ? (
          <button type="button" className="button ghost" onClick={() => read(null)}>
            Mark all as read
          </button>
        ) : (
          <Link className="button ghost" to="/settings/?s=notifications">
            Choose what you hear
          </Link>
        )}
      </header>
      <div className="card">
        <ul>
          {items.map((item) => (
            <News key={item.id} item={item} onRead={read} />
          ))}
        </ul>
        <MoreFoot pages={pages} />
      </div>
    </section>
  );
}
