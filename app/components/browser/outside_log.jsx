// What others changed in a table in Airtable itself, as our copy of the table saw it.
import { useEffect, useState } from "react";
import { SelectField } from "./fields.jsx";
import { MoreFoot } from "./more_foot.jsx";
import { Problem } from "./problem.jsx";
import { usePages, useReading } from "./reading.js";
import { When } from "./when.jsx";

const KINDS = { created: ["create", "New"], updated: ["update", "Changed"], deleted: ["delete", "Deleted"] };
const NONE = [];
const query = (base, table) => `base=${encodeURIComponent(base)}&table=${encodeURIComponent(table)}`;

function Entry({ entry }) {
  const [tone, word] = KINDS[entry.kind];
  const cells = entry.cells.map(
    ({ field, before, after }) => `${field.name}: ${before || "empty"} → ${after || "empty"}`,
  );
  return (
    <li className="line-row log-row">
      <span className="who-text">
        <span className="who-name">
          <span className={`diff-kind ${tone}`}>{word}</span>
          <span className="truncate">{entry.record_name || "A record without a name"}</span>
        </span>
        {entry.kind === "updated" ? (
          <span className="meta truncate">
            {cells.slice(0, 3).join(", ")}
            {cells.length > 3 ? ` and ${cells.length - 3} more` : ""}
          </span>
        ) : null}
        <span className="meta">
          seen <When at={entry.seen_at} />
        </span>
      </span>
    </li>
  );
}

function Entries({ base, table, news }) {
  const pages = usePages(`/changes/outside?${query(base, table)}`, news);
  const { data, items, problem, hasMore } = pages;
  if (!data) {
    return problem ? (
      <div className="card-note">
        <Problem problem={problem} />
      </div>
    ) : (
      <div className="line-row" role="status" aria-label="Loading what others changed">
        <span className="skeleton h-4 w-72" />
      </div>
    );
  }
  return (
    <>
      <ul className="lines" aria-label="Changes made in Airtable">
        {items.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </ul>
      {items.length || hasMore ? null : (
        <p className="card-note meta">
          Nothing was seen to change in this table, since it was first read, but through this platform.
        </p>
      )}
      <MoreFoot pages={pages} />
      <p className="card-note meta">
        Looked at <When at={data.read_at} />. What was changed and changed back between two looks is not seen.
      </p>
    </>
  );
}

export function OutsideLog({ news }) {
  const bases = useReading("/bases", 0);
  const [base, setBase] = useState("");
  const [table, setTable] = useState("");
  const known = bases.data?.items ?? [];
  const tables = useReading(base ? `/tables?base=${encodeURIComponent(base)}` : "", 0);
  const ofBase = tables.data?.items ?? NONE;

  useEffect(() => {
    if (!base && known.length) setBase(known[0].id);
  }, [base, known.length]);
  useEffect(() => {
    if (ofBase.length && !ofBase.some(({ id }) => id === table)) setTable(ofBase[0].id);
  }, [table, ofBase]);

  const options = (things) => things.map(({ id, name }) => [id, name]);
  return (
    <section className="panel" aria-label="Made in Airtable">
      <div className="outside-pick">
        <SelectField label="Base" value={base} onChange={setBase} options={options(known)} />
        <SelectField label="Table" value={table} onChange={setTable} options={options(ofBase)} />
      </div>
      <div className="card">
        <Problem problem={bases.problem ?? tables.problem} />
        {ofBase.some(({ id }) => id === table) ? <Entries base={base} table={table} news={news} /> : null}
      </div>
    </section>
  );
}
