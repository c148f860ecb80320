import { useState } from "react";
import { FileDiff } from "lucide-react";
import { Link } from "react-router";
import { useParam } from "./address.js";
import { DiffCard } from "./diff_card.jsx";
import { MoreFoot } from "./more_foot.jsx";
import { OutsideLog } from "./outside_log.jsx";
import { DOORS, KINDS, ROW_STATES } from "./plan_words.js";
import { Problem } from "./problem.jsx";
import { usePages } from "./reading.js";
import { StatePill } from "./state_pill.jsx";
import { When } from "./when.jsx";

function changed(row) {
  const names = row.cells.map(({ field_name: name, before_text: before, after_text: after }) =>
    row.kind === "update" ? `${name}: ${before || "empty"} → ${after || "empty"}` : name,
  );
  return names.slice(0, 3).join(", ") + (names.length > 3 ? ` and ${names.length - 3} more` : "");
}

function Entry({ entry }) {
  const { row } = entry;
  return (
    <li className="line-row log-row">
      <span className="who-text">
        <span className="who-name">
          <span className={`diff-kind ${row.kind}`}>{KINDS[row.kind] ?? row.kind}</span>
          <Link to={`/changes/?p=${entry.plan_id}`} className="truncate">
            {row.record_name || row.table_name}
          </Link>
          {entry.is_undo ? <span className="pill gray">Undo</span> : null}
          <StatePill state={row.state} states={ROW_STATES} />
        </span>
        <span className="meta truncate">{changed(row)}</span>
        <span className="meta">
          {entry.person.name} through {DOORS[entry.door] ?? entry.door} · {entry.base_name}, {row.table_name} ·{" "}
          <When at={entry.at} />
        </span>
      </span>
    </li>
  );
}

function Log({ news }) {
  const pages = usePages("/changes/log", news);
  const { items, problem } = pages;
  if (items && !items.length) {
    return (
      <div className="empty-state">
        <span className="empty-icon">
          <FileDiff size={20} aria-hidden="true" />
        </span>
        <h2>No change yet</h2>
        <p>Every change of a record, through whichever door, will be listed here with who made it and how to undo it.</p>
      </div>
    );
  }
  return (
    <section className="panel" aria-label="Log of changes">
      <div className="card">
        <Problem problem={items ? null : problem} />
        <ul className="lines" aria-label="Changes">
          {(items ?? []).map((entry) => (
            <Entry key={`${entry.plan_id}:${entry.row.id}`} entry={entry} />
          ))}
        </ul>
        <MoreFoot pages={pages} />
      </div>
    </section>
  );
}

const LOGS = [
  ["ours", "Here"],
  ["outside", "In Airtable"],
];

function Logs({ news }) {
  const [log, setLog] = useState("ours");
  return (
    <>
      <header className="panel-head">
        <h2>What was changed</h2>
        <div className="switch-row" role="group" aria-label="Where it was changed">
          {LOGS.map(([key, words]) => (
            <button
              key={key}
              type="button"
              className="switch-option"
              aria-pressed={log === key}
              onClick={() => setLog(key)}
            >
              {words}
            </button>
          ))}
        </div>
      </header>
      {log === "ours" ? <Log news={news} /> : <OutsideLog news={news} />}
    </>
  );
}

// One plan, or without one in the address the log of all changes.
export function PlanView({ news, me }) {
  const planId = useParam("p");
  return (
    <div className="section-scroll" tabIndex={0} role="region" aria-label="Changes" data-person={me}>
      <div className="section-body">
        {planId === null ? null : planId ? (
          <>
            <p className="work-back">
              <Link to="/changes/">All changes</Link>
            </p>
            <DiffCard planId={planId} news={news} />
          </>
        ) : (
          <Logs news={news} />
        )}
      </div>
    </div>
  );
}
