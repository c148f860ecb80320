// Which fields the grid shows, and in which order. The field that names the records is always the first.
import { useState } from "react";
import { ArrowDown, ArrowUp, Columns3 } from "lucide-react";
import { Modal } from "./modal.jsx";

// The fields in the order in which they are shown, those that are hidden behind them.
function ordered(fields, chosen) {
  const shown = chosen.map((id) => fields.find((field) => field.id === id)).filter(Boolean);
  return [...shown, ...fields.filter(({ id }) => !chosen.includes(id))];
}

function Form({ fields, chosen, onApply, onClose }) {
  const [order, setOrder] = useState(() => ordered(fields, chosen));
  const [shown, setShown] = useState(() => new Set(chosen.length ? chosen : fields.map(({ id }) => id)));

  function toggle(id) {
    const next = new Set(shown);
    if (!next.delete(id)) next.add(id);
    setShown(next);
  }

  function move(at, by) {
    const next = [...order];
    [next[at], next[at + by]] = [next[at + by], next[at]];
    setOrder(next);
  }

  function submit(event) {
    event.preventDefault();
    const ids = order.map(({ id }) => id).filter((id) => shown.has(id));
    const isAsItWas = ids.length === fields.length && ids.every((id, at) => id === fields[at].id);
    onApply(isAsItWas ? [] : ids);
  }

  return (
    <form onSubmit={submit}>
      <h2>Fields</h2>
      <ol className="field-picker">
        {order.map(({ id, name }, at) => (
          <li key={id}>
            <label className="check">
              <input type="checkbox" checked={shown.has(id)} onChange={() => toggle(id)} />
              <span className="truncate">{name}</span>
            </label>
            <button
              type="button"
              className="icon-button"
              aria-label={`Move ${name} up`}
              disabled={at === 0}
              onClick={() => move(at, -1)}
            >
              <ArrowUp size={14} aria-hidden="true" />
            </button>
            <button
              type="button"
              className="icon-button"
              aria-label={`Move ${name} down`}
              disabled={at === order.length - 1}
              onClick={() => move(at, 1)}
            >
              <ArrowDown size={14} aria-hidden="true" />
            </button>
          </li>
        ))}
      </ol>
      <footer>
        <button type="button" className="button secondary" onClick={() => onApply([])}>
          Show all
        </button>
        <button type="button" className="button secondary" onClick={onClose}>
          Cancel
        </button>
        <button type="submit" className="button primary" disabled={!shown.size}>
          Apply
        </button>
      </footer>
    </form>
  );
}

// `chosen` are ids in their order; none: all fields as the table has them.
export function FieldPicker({ fields, chosen, onChoose }) {
  const [open, setOpen] = useState(false);
  const hidden = chosen.length ? fields.length - chosen.length : 0;
  return (
    <>
      <button type="button" className={`button secondary ${chosen.length ? "is-on" : ""}`} onClick={() => setOpen(true)}>
        <Columns3 size={14} aria-hidden="true" />{" "}
        <span className="bar-words">{hidden ? `Fields (${hidden} hidden)` : "Fields"}</span>
      </button>
      <Modal open={open} onClose={() => setOpen(false)} label="Fields" className="confirm">
        <Form
          fields={fields}
          chosen={chosen}
          onClose={() => setOpen(false)}
          onApply={(ids) => {
            setOpen(false);
            onChoose(ids);
          }}
        />
      </Modal>
    </>
  );
}
