// The editor of one cell, over its place in the grid. It is ours and not the grid's, which loses keys of quick typists.
import { useLayoutEffect, useRef, useState } from "react";
import { begun, isPicked } from "./cell_values.js";
import { ChoiceOptions } from "./choice_options.jsx";
import { PickList } from "./pick_list.jsx";

const MOVES = { Enter: [0, 1], Tab: [1, 0] };

function Choice({ field, typed, onType, ...rest }) {
  return (
    <select value={typed} onChange={(event) => onType(event.target.value)} {...rest}>
      <ChoiceOptions field={field} />
    </select>
  );
}

const PICKER = { width: 320, height: 320 };

// Records and choices are picked in a box of its own, which stays in sight. Leaving it saves what was picked.
function PickEditor({ base, field, cell, first, rect, onDone }) {
  const [chosen, setChosen] = useState(() => begun(field, cell));
  const latest = useRef(chosen);
  const isOver = useRef(false);
  latest.current = chosen;

  function done(value, move) {
    if (isOver.current) return;
    isOver.current = true;
    onDone(value, move);
  }

  return (
    <div
      className="grid-picker"
      style={{
        left: Math.max(8, Math.min(rect.x, window.innerWidth - PICKER.width - 8)),
        top: Math.max(8, Math.min(rect.y, window.innerHeight - PICKER.height - 8)),
        width: PICKER.width,
        maxHeight: PICKER.height,
      }}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Escape") done(undefined);
      }}
      onBlur={(event) => event.currentTarget.contains(event.relatedTarget) || done(latest.current)}
    >
      <PickList
        base={base}
        field={field}
        label={`${field.name}, new value`}
        chosen={chosen}
        onChange={setChosen}
        first={first}
        autoFocus
        onDone={(event) => done(latest.current, event.shiftKey ? MOVES[event.key].map((step) => -step) : MOVES[event.key])}
      />
    </div>
  );
}

export function GridEditor(props) {
  return isPicked(props.field) ? <PickEditor {...props} /> : <TypeEditor {...props} />;
}

// `first` is the key that opened it, which takes the place of what was there. `onDone` gets what was typed and where to
// go from here, or undefined for nothing.
function TypeEditor({ field, cell, first, rect, onDone }) {
  const [typed, setTyped] = useState(first ?? begun(field, cell));
  const element = useRef(null);
  const isOver = useRef(false);
  const isLong = field.type === "multilineText" || field.type === "richText";

  useLayoutEffect(() => {
    element.current.focus();
    if (first === undefined && element.current.select && field.family !== "select") element.current.select();
  }, []);

  function done(value, move) {
    if (isOver.current) return;
    isOver.current = true;
    onDone(value, move);
  }

  function onKeyDown(event) {
    event.stopPropagation();
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") done(undefined);
    const move = MOVES[event.key];
    if (!move || (isLong && event.key === "Enter" && event.shiftKey)) return;
    event.preventDefault();
    done(typed, event.shiftKey ? move.map((step) => -step) : move);
  }

  const shared = {
    ref: element,
    className: "grid-editor",
    "aria-label": `${field.name}, new value`,
    style: { left: rect.x, top: rect.y, width: Math.max(rect.width, 120), minHeight: rect.height },
    onKeyDown,
    onBlur: () => done(typed),
  };
  if (field.family === "select") return <Choice field={field} typed={typed} onType={setTyped} {...shared} />;
  const type = (event) => setTyped(event.target.value);
  if (isLong) return <textarea {...shared} rows={5} value={typed} onChange={type} />;
  return <input {...shared} type={field.family === "date" && first === undefined ? "date" : "text"} value={typed} onChange={type} />;
}
