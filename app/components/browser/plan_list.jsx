import { useState } from "react";
import { Link } from "react-router";
import { useParam } from "./address.js";
import { PLAN_STATES } from "./plan_words.js";
import { Problem } from "./problem.jsx";
import { usePages } from "./reading.js";
import { brief, parseTime } from "./times.js";
import { useNow } from "./when.jsx";

const FILTERS = [
  ["", "All changes"],
  ["pending", "Waiting for approval"],
  ["applied", "Verified"],
  ["partly", "Partly made"],
  ["failed", "Not made"],
  ["denied", "Declined"],
  ["expired", "Expired"],
];

function Row({ plan, now, isCurrent }) {
  const [words, hue, Icon] = PLAN_STATES[plan.status] ?? PLAN_STATES.draft;
  return (
    <li className="thread-row work-row">
      <Link to={`/changes/?p=${plan.id}`} aria-current={isCurrent ? "page" : undefined} title={plan.title}>
        <Icon size={14} aria-label={words} className={`work-icon ${hue}`} />
        <span className="work-text">
          <span className="truncate">{plan.title}</span>
          <span className="meta truncate">
            {plan.person.name} · {plan.base_name}
          </span>
        </span>
        <span className="thread-time">{now === null ? "" : brief(parseTime(plan.created_at), now)}</span>
      </Link>
    </li>
  );
}

// The change plans of the team, newest first.
export function PlanList({ news }) {
  const [status, setStatus] = useState("");
  const current = useParam("p");
  const now = useNow();
  const { items, problem, hasMore, readMore } = usePages(`/changes${status ? `?status=${status}` : ""}`, news);
  return (
    <>
      <label className="work-filter">
        <span className="sr-only">Which changes</span>
        <select className="select-field" value={status} onChange={(event) => setStatus(event.target.value)}>
          {FILTERS.map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <nav className="thread-groups" aria-label="Changes">
        <Problem problem={items ? null : problem} />
        <ul>
          {(items ?? []).map((plan) => (
            <Row key={plan.id} plan={plan} now={now} isCurrent={current === plan.id} />
          ))}
        </ul>
        {items && !items.length ? <p className="thread-none">No change {status ? "of this kind" : "yet"}.</p> : null}
        {hasMore ? (
          <button type="button" className="button ghost" onClick={readMore}>
            Show more
          </button>
        ) : null}
      </nav>
    </>
  );
}
