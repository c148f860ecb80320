// The editor of one cell, over its place in the grid. It is ours and not the grid's, which loses keys of quick typists.
import { useLayoutEffect, useRef, useState } from "react";
import { begun } from "./cell_values.js";
import { ChoiceOptions } from "./choice_options.jsx";

const MOVES = { Enter: [0, 1], Tab: [1, 0] };

function Choice({ field, typed, onType, ...rest }) {
  return (
    <select value={typed} onChange={(event) => onType(event.target.value)} {...rest}>
      <ChoiceOptions field={field} />
    </select>
  );
}

// `first` is the key that opened it, which takes the place of what was there. `onDone` gets what was typed and where to
// go from here, or undefined for nothing.
export function GridEditor({ field, cell, first, rect, onDone }) {
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
