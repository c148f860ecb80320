import { useEffect, useState } from "react";
import { ChevronRight, Pin, PinOff, Table2 } from "lucide-react";
import { Link } from "react-router";
import { useParam } from "./address.js";
import { Problem } from "./problem.jsx";
import { useReading } from "./reading.js";
import { SearchField } from "./search_field.jsx";
import { tableAddress } from "./table_address.js";
import { useTablePlaces } from "./table_places.js";

const NONE = [];

function TableRow({ base, table, isCurrent, places }) {
  const place = { base, table: table.id };
  const isPinned = places.isPinned(place);
  const PinIcon = isPinned ? PinOff : Pin;
  const words = `${isPinned ? "Unpin" : "Pin"} ${table.name}`;
  return (
    <li className="thread-row">
      <Link to={tableAddress(base, table.id)} aria-current={isCurrent ? "page" : undefined}>
        <Table2 size={14} aria-hidden="true" className="work-icon" />
        <span className="truncate">{table.name}</span>
      </Link>
      <button type="button" className="icon-button pin-button" aria-label={words} title={words} onClick={() => places.togglePin(place)}>
        <PinIcon size={13} aria-hidden="true" />
      </button>
    </li>
  );
}

// The tables of a base that are pinned, or were looked at last. One that is not there any more is left out.
function PlacesOfBase({ base, ids, ...rest }) {
  const { data } = useReading(`/tables?base=${encodeURIComponent(base)}`, 0);
  const tables = ids.map((id) => data?.items.find((each) => each.id === id)).filter(Boolean);
  return tables.map((table) => <TableRow key={table.id} base={base} table={table} isCurrent={false} {...rest} />);
}

function Shortcuts({ title, list, places }) {
  if (!list.length) return null;
  const bases = [...new Set(list.map(({ base }) => base))];
  return (
    <section className="table-base" aria-label={title}>
      <h3 className="side-title">{title}</h3>
      <ul>
        {bases.map((base) => (
          <PlacesOfBase key={base} base={base} ids={list.filter((each) => each.base === base).map(({ table }) => table)} places={places} />
        ))}
      </ul>
    </section>
  );
}

function Tables({ base, wanted, current, places }) {
  const { data, problem } = useReading(`/tables?base=${encodeURIComponent(base.id)}`, 0);
  if (!data) {
    return problem ? (
      <Problem problem={problem} />
    ) : (
      <p className="thread-none" role="status" aria-label={`Loading the tables of ${base.name}`}>
        <span className="skeleton h-3 w-32" />
      </p>
    );
  }
  const found = data.items.filter(({ name }) => name.toLowerCase().includes(wanted));
  if (!found.length) return <p className="thread-none">{wanted ? "None of this name." : "No table."}</p>;
  return (
    <ul>
      {found.map((table) => (
        <TableRow key={table.id} base={base.id} table={table} isCurrent={current === table.id} places={places} />
      ))}
    </ul>
  );
}

function Base({ base, isOpen, onToggle, ...rest }) {
  return (
    <section className="table-base" aria-label={base.name}>
      <button type="button" className="table-base-name" aria-expanded={isOpen} onClick={onToggle}>
        <ChevronRight size={14} aria-hidden="true" className={isOpen ? "is-open" : ""} />
        <span className="truncate">{base.name}</span>
      </button>
      {isOpen ? <Tables base={base} {...rest} /> : null}
    </section>
  );
}

// The bases of the team with their tables; the address says which one is looked at.
export function TableList({ person }) {
  const { data, problem, read } = useReading("/bases", 0);
  const baseId = useParam("b");
  const tableId = useParam("t");
  const places = useTablePlaces(person, baseId, tableId);
  const [wanted, setWanted] = useState("");
  const [open, setOpen] = useState({});
  const bases = data?.items ?? NONE;
  const first = bases[0]?.id;

  // The base of the address is open, and without one the first.
  useEffect(() => {
    const begun = baseId || first;
    if (begun) setOpen((known) => ({ [begun]: true, ...known }));
  }, [baseId, first]);

  return (
    <>
      <SearchField label="Find a table" value={wanted} onChange={setWanted} />
      <nav className="thread-groups" aria-label="Tables">
        {!data && problem ? (
          <>
            <Problem problem={problem} />
            <button type="button" className="button secondary" onClick={read}>
              Try again
            </button>
          </>
        ) : null}
        {wanted.trim() ? null : (
          <>
            <Shortcuts title="Pinned" list={places.pinned} places={places} />
            <Shortcuts title="Looked at last" list={places.recent.filter(({ table }) => table !== tableId)} places={places} />
          </>
        )}
        {bases.map((base) => (
          <Base
            key={base.id}
            base={base}
            wanted={wanted.trim().toLowerCase()}
            current={tableId}
            places={places}
            isOpen={Boolean(open[base.id]) || Boolean(wanted.trim())}
            onToggle={() => setOpen((known) => ({ ...known, [base.id]: !known[base.id] }))}
          />
        ))}
        {data?.problems?.map((sentence) => (
          <p key={sentence} className="thread-none">
            {sentence}
          </p>
        ))}
        {data && !bases.length ? (
          <p className="thread-none">No connection sees a base yet. An admin can add one under Admin, Connections.</p>
        ) : null}
      </nav>
    </>
  );
}
