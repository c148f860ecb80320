import { useEffect, useState } from "react";
import { ChevronRight, Table2 } from "lucide-react";
import { Link } from "react-router";
import { useParam } from "./address.js";
import { Problem } from "./problem.jsx";
import { useReading } from "./reading.js";
import { SearchField } from "./search_field.jsx";
import { tableAddress } from "./table_address.js";

const NONE = [];

function Tables({ base, wanted, current }) {
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
        <li key={table.id} className="thread-row">
          <Link to={tableAddress(base.id, table.id)} aria-current={current === table.id ? "page" : undefined}>
            <Table2 size={14} aria-hidden="true" className="work-icon" />
            <span className="truncate">{table.name}</span>
          </Link>
        </li>
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
export function TableList() {
  const { data, problem, read } = useReading("/bases", 0);
  const baseId = useParam("b");
  const tableId = useParam("t");
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
        {bases.map((base) => (
          <Base
            key={base.id}
            base={base}
            wanted={wanted.trim().toLowerCase()}
            current={tableId}
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
