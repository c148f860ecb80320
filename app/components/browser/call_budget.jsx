import { CircleAlert } from "lucide-react";
import { Count } from "./figures.jsx";

const SHOWN_FEATURES = 5;

// Of the plan, at most all of it; a little is still seen.
const shareOf = (calls, plan) => Math.min(100, calls ? Math.max(1, Math.round((calls / plan) * 100)) : 0);

function Bar({ line }) {
  const share = shareOf(line.calls, line.plan);
  return (
    <span
      role="meter"
      aria-label={`Calls of ${line.name}`}
      aria-valuenow={share}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuetext={`${share} % of the plan`}
      className={`budget-bar ${line.is_tight ? "tight" : ""}`}
    >
      <span style={{ width: `${share}%` }} />
    </span>
  );
}

function Features({ features }) {
  const rest = features.slice(SHOWN_FEATURES).reduce((sum, { calls }) => sum + calls, 0);
  const shown = features.slice(0, SHOWN_FEATURES);
  if (!shown.length) return null;
  return (
    <dl className="budget-features">
      {[...shown, ...(rest ? [{ name: "Others", calls: rest }] : [])].map(({ name, calls }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <Count value={calls} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Line({ line }) {
  return (
    <li className="budget-line">
      <p className="budget-head">
        <span className="who-name truncate">{line.name}</span>
        <span className="budget-count">
          <strong>
            <Count value={line.calls} />
          </strong>
          {line.plan ? (
            <>
              {" "}
              of <Count value={line.plan} />
            </>
          ) : null}{" "}
          calls
        </span>
      </p>
      {line.plan ? <Bar line={line} /> : null}
      <p className={line.is_tight ? "meta budget-tight" : "meta"}>
        {line.is_tight ? <CircleAlert size={12} aria-hidden="true" /> : null}
        <span>
          {line.outlook} <Count value={line.today} /> today.
        </span>
      </p>
      <Features features={line.features} />
    </li>
  );
}

// The calls of this month against what the plans allow.
export function CallBudget({ budget }) {
  if (!budget) return null;
  return (
    <>
      {budget.is_slow ? (
        <p role="status" className="budget-slow">
          <CircleAlert size={15} aria-hidden="true" />
          Redis is away: until it is back, each process sends one call a second to a base, so that no limit is broken.
          Answers take longer, and every call is still counted.
        </p>
      ) : null}
      <ul className="lines" aria-label="Calls of this month">
        {budget.lines.map((line) => (
          <Line key={line.connection_id} line={line} />
        ))}
      </ul>
    </>
  );
}
