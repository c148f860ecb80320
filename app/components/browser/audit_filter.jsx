import { useState } from "react";

function Filter({ label, value, options, everything, onChoose }) {
  return (
    <select
      className="select-field"
      aria-label={label}
      value={value}
      onChange={(event) => onChoose(event.target.value)}
    >
      <option value="">{everything}</option>
      {options.map(({ id, words }) => (
        <option key={id} value={id}>
          {words}
        </option>
      ))}
    </select>
  );
}

// Which acts are listed: of one kind, and by or about one person.
export function AuditFilter({ acts = [], people = [], onFilter }) {
  const [chosen, setChosen] = useState({ act: "", person: "" });

  function choose(change) {
    const next = { ...chosen, ...change };
    setChosen(next);
    onFilter?.(next.act, next.person);
  }

  return (
    <div role="group" aria-label="Filter" className="filter-bar">
      <Filter
        label="Act"
        everything="All acts"
        value={chosen.act}
        options={acts}
        onChoose={(act) => choose({ act })}
      />
      <Filter
        label="Person"
        everything="Everybody"
        value={chosen.person}
        options={people}
        onChoose={(person) => choose({ person })}
      />
    </div>
  );
}
