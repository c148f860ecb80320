// What taking a change back restores, shown before it happens.
import { Link } from "react-router";
import { useReading } from "./reading.js";

const SHOWN = 5;

function restored({ kind, cells }) {
  if (kind === "create") return "is deleted again";
  if (kind === "delete") return "is made again, under a new id";
  return cells
    .map(({ field_name: name, before_text: before }) => `${name}: ${before || "empty"}`)
    .join(", ");
}

// The records and values that the undo of a plan brings back.
export function PlanRestores({ planId, news }) {
  const { data } = useReading(`/changes/${planId}/rows?limit=${SHOWN}`, news);
  const rows = (data?.items ?? []).filter(({ state }) => state !== "dropped" && state !== "invalid");
  if (!rows.length) return null;
  return (
    <dl className="lane-image" aria-label="Restores">
      {rows.map((row) => (
        <div key={row.id}>
          <dt className="truncate">{row.record_name || row.table_name}</dt>
          <dd>{restored(row)}</dd>
        </div>
      ))}
      <div>
        <dt />
        <dd>
          <Link to={`/changes/?p=${planId}`}>
            {data.total > rows.length ? `All ${data.total.toLocaleString()} rows` : "Its change"}
          </Link>
        </dd>
      </div>
    </dl>
  );
}

// A value as a person reads it: lists with commas, objects as "name: value".
function inWords(value) {
  if (value === null || value === undefined || value === "") return "empty";
  if (Array.isArray(value)) return value.map(inWords).join(", ") || "empty";
  if (typeof value !== "object") return String(value);
  return Object.entries(value)
    .map(([name, each]) => `${name}: ${inWords(each)}`)
    .join(", ");
}

// What a step wrote down of before, for steps that are no change plans.
export function ImageRestores({ image }) {
  if (!image || typeof image !== "object") return null;
  return (
    <dl className="lane-image" aria-label="Restores">
      {Object.entries(image).map(([name, value]) => (
        <div key={name}>
          <dt className="truncate">{name}</dt>
          <dd>{inWords(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
