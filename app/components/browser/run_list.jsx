import { useState } from "react";
import { Link } from "react-router";
import { useParam } from "./address.js";
import { Problem } from "./problem.jsx";
import { usePages } from "./reading.js";
import { RUN_STATES } from "./run_words.js";
import { brief, parseTime } from "./times.js";
import { useNow } from "./when.jsx";

const FILTERS = [
  ["", "All runs"],
  ["attention=any", "Need a person"],
  ["status=running", "Running"],
  ["status=completed", "Done"],
  ["status=compensated", "Taken back"],
];

function Row({ run, now, isCurrent }) {
  const [words, hue, Icon] = run.attention ? RUN_STATES.stuck : (RUN_STATES[run.status] ?? RUN_STATES.running);
  return (
    <li className="thread-row work-row">
      <Link to={`/runs/?r=${run.id}`} aria-current={isCurrent ? "page" : undefined} title={run.title}>
        <Icon size={14} aria-label={words} className={`work-icon ${hue}`} />
        <span className="work-text">
          <span className="truncate">{run.title}</span>
          <span className="meta truncate">
            {words} · {run.done} of {run.total} steps
          </span>
        </span>
        <span className="thread-time">{now === null ? "" : brief(parseTime(run.created_at), now)}</span>
      </Link>
    </li>
  );
}

// The runs of the team, newest first.
export function RunList({ news }) {
  const [filter, setFilter] = useState("");
  const current = useParam("r");
  const now = useNow();
  const { items, problem, hasMore, readMore } = usePages(`/runs${filter ? `?${filter}` : ""}`, news);
  return (
    <>
      <label className="work-filter">
        <span className="sr-only">Which runs</span>
        <select className="select-field" value={filter} onChange={(event) => setFilter(event.target.value)}>
          {FILTERS.map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <nav className="thread-groups" aria-label="Runs">
        <Problem problem={items ? null : problem} />
        <ul>
          {(items ?? []).map((run) => (
            <Row key={run.id} run={run} now={now} isCurrent={current === run.id} />
          ))}
        </ul>
        {items && !items.length ? <p className="thread-none">No run {filter ? "of this kind" : "yet"}.</p> : null}
        {hasMore ? (
          <button type="button" className="button ghost" onClick={readMore}>
            Show more
          </button>
        ) : null}
      </nav>
    </>
  );
}
