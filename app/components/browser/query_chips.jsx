// What was asked of the data, part by part: taken away or changed, the query is asked again, and no model takes part.
import { useMemo, useState } from "react";
import { Filter, Plus, Sigma, Ungroup, X } from "lucide-react";
import { draftOf } from "./drafts.js";
import { FilterDialog } from "./filter_builder.jsx";
import { Menu, MenuItem } from "./menu.jsx";
import { Problem } from "./problem.jsx";
import { useReading } from "./reading.js";

const PLACES = { number: "metrics", group: "group_by", having: "having" };
const TIMES = new Set(["date", "datetime"]);
const FUNCTIONS = [["sum", "Sum"], ["avg", "Average"], ["median", "Median"], ["min", "Smallest"], ["max", "Largest"]];

const without = (list, at) => list.filter((_, place) => place !== at);

// The query without one of its parts; null when it cannot be without it.
function reduced(query, { kind, at }) {
  if (kind === "top") return { ...query, top: undefined };
  if (kind === "filter") {
    const conditions = without(query.where.conditions, at);
    return { ...query, where: conditions.length ? { ...query.where, conditions } : undefined };
  }
  const rest = without(query[PLACES[kind]], at);
  if (kind === "number") return rest.length && !query.having.length && !query.top ? { ...query, metrics: rest } : null;
  if (kind === "group" && !rest.length) return { ...query, group_by: rest, having: [], top: undefined };
  return { ...query, [PLACES[kind]]: rest };
}

function GroupMenu({ fields, onPick, children, label }) {
  const groupable = (fields ?? []).filter(({ family }) => family !== "other");
  return (
    <Menu label={label} icon={children} buttonClass="query-chip-button">
      {groupable.map(({ id, name, family }) => (
        <MenuItem key={id} onSelect={() => onPick({ field: id, ...(TIMES.has(family) ? { bucket: "month" } : {}) })}>
          by {name}
          {TIMES.has(family) ? " by month" : ""}
        </MenuItem>
      ))}
    </Menu>
  );
}

function NumberMenu({ fields, onPick, children, label }) {
  const numbers = (fields ?? []).filter(({ family }) => family === "number");
  return (
    <Menu label={label} icon={children} buttonClass="query-chip-button">
      <MenuItem onSelect={() => onPick({ fn: "count" })}>Records</MenuItem>
      {numbers.flatMap(({ id, name }) =>
        FUNCTIONS.map(([fn, word]) => (
          <MenuItem key={`${fn} ${id}`} onSelect={() => onPick({ fn, field: id })}>
            {word} of {name}
          </MenuItem>
        )),
      )}
    </Menu>
  );
}

function Chip({ chip, query, fields, isFixed, onAsk, onFilter }) {
  const { kind, at, text } = chip;
  const shorter = reduced(query, chip);
  const replace = (part) => {
    const place = PLACES[kind];
    onAsk({ ...query, [place]: query[place].map((known, where) => (where === at ? part : known)) });
  };
  return (
    <li className={`query-chip ${kind}`}>
      {kind === "number" && !isFixed ? (
        <NumberMenu fields={fields} onPick={replace} label={`Change the number ${text}`}>
          {text}
        </NumberMenu>
      ) : kind === "group" && !isFixed ? (
        <GroupMenu fields={fields} onPick={replace} label={`Change the grouping ${text}`}>
          {text}
        </GroupMenu>
      ) : kind === "filter" && !isFixed ? (
        <button type="button" className="query-chip-button" aria-label={`Change the condition ${text}`} onClick={onFilter}>
          {text}
        </button>
      ) : (
        <span>{text}</span>
      )}
      {shorter && !isFixed ? (
        <button
          type="button"
          className="query-chip-away"
          aria-label={`Ask without ${text}`}
          title={`Ask without ${text}`}
          onClick={() => onAsk(shorter)}
        >
          <X size={12} aria-hidden="true" />
        </button>
      ) : null}
    </li>
  );
}

function Adds({ query, fields, onAsk, onFilter }) {
  return (
    <li className="query-adds">
      <NumberMenu fields={fields} onPick={(part) => onAsk({ ...query, metrics: [...query.metrics, part] })} label="Add a number">
        <Sigma size={12} aria-hidden="true" /> Number
      </NumberMenu>
      {query.group_by.length < 3 ? (
        <GroupMenu fields={fields} onPick={(part) => onAsk({ ...query, group_by: [...query.group_by, part] })} label="Add a grouping">
          <Ungroup size={12} aria-hidden="true" /> Group
        </GroupMenu>
      ) : null}
      <button type="button" className="query-chip-button" aria-label="Change the filter" onClick={onFilter}>
        {query.where ? <Filter size={12} aria-hidden="true" /> : <Plus size={12} aria-hidden="true" />} Filter
      </button>
    </li>
  );
}

// `query` is JSON as aggregate_records takes it; `busy` while an answer is being written.
export function QueryChips({ query, chips = [], busy, onAsk }) {
  const asked = useMemo(() => (query ? JSON.parse(query) : null), [query]);
  const [isTouched, setTouched] = useState(false);
  const [isFiltering, setFiltering] = useState(false);
  const path = isTouched && asked ? `/tables?base=${encodeURIComponent(asked.base)}` : "";
  const { data, problem } = useReading(path, 0);
  const fields = data?.items.find(({ id }) => id === asked?.table)?.fields;
  if (!asked) return null;

  function askAgain(changed) {
    setFiltering(false);
    onAsk?.(JSON.stringify(changed), draftOf("").id);
  }

  const acts = { query: asked, fields, onAsk: askAgain, onFilter: () => setFiltering(true) };
  return (
    <div className="query" onPointerEnter={() => setTouched(true)} onFocusCapture={() => setTouched(true)}>
      <ul aria-label="What was asked" className="query-chips">
        {chips.map((chip) => (
          <Chip key={`${chip.kind} ${chip.at}`} chip={chip} isFixed={busy} {...acts} />
        ))}
        {busy ? null : <Adds {...acts} />}
      </ul>
      <Problem problem={problem} />
      <FilterDialog
        open={isFiltering && Boolean(fields)}
        fields={fields}
        where={asked.where ?? null}
        onApply={(where) => askAgain({ ...asked, where: where ?? undefined })}
        onClose={() => setFiltering(false)}
      />
    </div>
  );
}
