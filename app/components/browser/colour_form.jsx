// Rules that are filled in: a colour each, and what must hold for a record to have it.
import { useState } from "react";
import { Plus, X } from "lucide-react";
import { COLOURS, MOST_RULES } from "./colours.js";
import { ApplyFoot, Group, asFilter, asGroup, begunGroup } from "./filter_form.jsx";

const NAMES = Object.keys(COLOURS);

function Rule({ fields, rule, at, onChange, onRemove }) {
  return (
    <li className="colour-rule">
      <div className="filter-group-head">
        <span className={`colour-mark ${rule.color}`} aria-hidden="true" />
        <select className="select-field" aria-label={`Colour ${at + 1}`} value={rule.color} onChange={(event) => onChange({ ...rule, color: event.target.value })}>
          {NAMES.map((name) => (
            <option key={name} value={name}>
              {COLOURS[name]}
            </option>
          ))}
        </select>
        <button type="button" className="icon-button" aria-label={`Remove colour ${at + 1}`} title="Remove this colour" onClick={onRemove}>
          <X size={14} aria-hidden="true" />
        </button>
      </div>
      <Group fields={fields} group={rule.group} level={1} onChange={(group) => onChange({ ...rule, group })} />
    </li>
  );
}

export function ColourForm({ fields, rules, onApply, onClose }) {
  // A rule whose filter rows cannot say stays away from this form, and is gone once it is applied.
  const [shown, setShown] = useState(() => {
    const read = rules.map(({ color, where }) => ({ color, group: asGroup(where, fields) })).filter(({ group }) => group);
    return read.length ? read : [{ color: NAMES[0], group: begunGroup(fields, "all") }];
  });
  const isCut = rules.length > 0 && shown.length < rules.length;

  function apply(event) {
    event.preventDefault();
    onApply(shown.map(({ color, group }) => ({ color, where: asFilter(group) })).filter(({ where }) => where));
  }

  return (
    <form onSubmit={apply}>
      <h2>Colours</h2>
      <p className="meta">A record has the colour of the first rule that it passes.</p>
      {isCut ? <p>Some rules say more than these rows can. Applying leaves them out.</p> : null}
      <ol className="colour-rules">
        {shown.map((rule, at) => (
          <Rule
            key={at}
            at={at}
            fields={fields}
            rule={rule}
            onChange={(changed) => setShown(shown.map((known, place) => (place === at ? changed : known)))}
            onRemove={() => setShown(shown.filter((_, place) => place !== at))}
          />
        ))}
      </ol>
      {shown.length < MOST_RULES ? (
        <div className="filter-adds">
          <button
            type="button"
            className="button ghost"
            onClick={() => setShown([...shown, { color: NAMES[shown.length % NAMES.length], group: begunGroup(fields, "all") }])}
          >
            <Plus size={14} aria-hidden="true" /> Add a colour
          </button>
        </div>
      ) : null}
      <ApplyFoot onClear={() => onApply([])} onClose={onClose} />
    </form>
  );
}
