// What others changed in a table in Airtable itself, as our copy of the table saw it.
import { useEffect, useState } from "react";
import { SelectField } from "./fields.jsx";
import { Problem } from "./problem.jsx";
import { useReading } from "./reading.js";
import { ask } from "./rest.js";
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
  const path = `/changes/outside?${query(base, table)}`;
  const { data, problem } = useReading(path, news);
  const [more, setMore] = useState({ path: "", entries: [], cursor: "" });
  const isMore = more.path === path;
  const entries = [...(data?.entries ?? []), ...(isMore ? more.entries : [])];
  const cursor = isMore ? more.cursor : (data?.next_cursor ?? "");

  async function readMore() {
    const { data: page } = await ask("GET", `${path}&cursor=${encodeURIComponent(cursor)}`);
    if (!page) return;
    const before = isMore ? more.entries : [];
    setMore({ path, entries: [...before, ...page.entries], cursor: page.next_cursor });
  }

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
      {entries.length ? (
        <ul className="lines" aria-label="Changes made in Airtable">
          {entries.map((entry, at) => (
            <Entry key={`${entry.record_id}:${entry.seen_at}:${at}`} entry={entry} />
          ))}
        </ul>
      ) : (
        <p className="card-note meta">
          Nothing was seen to change in this table, since it was first read, but through this platform.
        </p>
      )}
      {cursor ? (
        <footer className="card-foot">
          <button type="button" className="button secondary" onClick={readMore}>
            Show more
          </button>
        </footer>
      ) : null}
      <p className="card-note meta">
        {data.read_at ? (
          <>
            Looked at <When at={data.read_at} />.{" "}
          </>
        ) : null}
        What was changed and changed back between two looks is not seen.
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
