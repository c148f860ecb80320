import { Monitor, Terminal } from "lucide-react";
import { ConfirmDialog, useAsked } from "./confirm.jsx";
import { useListFocus } from "./list_focus.js";
import { When } from "./when.jsx";

function SessionRow({ session, onAskEnd }) {
  const Icon = session.kind === "browser" ? Monitor : Terminal;
  return (
    <li className="line-row">
      <span className="line-icon">
        <Icon size={16} aria-hidden="true" />
      </span>
      <span className="who-text">
        <span className="who-name">
          <span className="truncate">{session.device}</span>
          {session.is_current ? <span className="pill green">This browser</span> : null}
        </span>
        <span className="meta truncate">
          {session.address || "Address unknown"}, last seen <When at={session.last_seen_at} />
        </span>
      </span>
      {session.is_current ? null : (
        <button
          type="button"
          className="button ghost"
          aria-label={`End the session on ${session.device}`}
          onClick={() => onAskEnd(session)}
        >
          End
        </button>
      )}
    </li>
  );
}

// Where this person is signed in, this browser first.
export function SessionList({ sessions = [], onEnd, onEndOthers }) {
  const one = useAsked();
  const all = useAsked();
  const [list, awaitRemoval] = useListFocus(sessions.map(({ id }) => id));
  const others = sessions.filter((session) => !session.is_current);
  const sorted = [...sessions.filter((session) => session.is_current), ...others];

  function end() {
    one.close();
    awaitRemoval(one.about.id);
    onEnd?.(one.about.id);
  }

  function endOthers() {
    all.close();
    onEndOthers?.();
  }

  return (
    <>
      <ul ref={list} tabIndex={-1} className="lines" aria-label="Sessions">
        {sorted.map((session) => (
          <SessionRow key={session.id} session={session} onAskEnd={one.ask} />
        ))}
      </ul>
      <footer className="card-foot">
        {others.length ? (
          <button type="button" className="button secondary" onClick={() => all.ask({ count: others.length })}>
            End all other sessions
          </button>
        ) : (
          <span className="meta">You are signed in nowhere else.</span>
        )}
      </footer>
      <ConfirmDialog
        open={one.open}
        title={`End the session on ${one.about.device}?`}
        verb="End session"
        onCancel={one.close}
        onConfirm={end}
      >
        <p>Its open tabs go to the sign-in page within seconds.</p>
      </ConfirmDialog>
      <ConfirmDialog
        open={all.open}
        title="End all other sessions?"
        verb="End sessions"
        onCancel={all.close}
        onConfirm={endOthers}
      >
        <p>
          You are signed out everywhere but here ({all.about.count === 1 ? "1 session" : `${all.about.count} sessions`}).
        </p>
      </ConfirmDialog>
    </>
  );
}
