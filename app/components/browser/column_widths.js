// How wide a person drew the columns, by the id of the field, kept in this browser.
import { useEffect, useState } from "react";
import { tagOf } from "./drafts.js";

const MOST = 300;
const keyOf = (person) => `widths:${tagOf(person)}`;

function read(person) {
  try {
    const kept = JSON.parse(localStorage.getItem(keyOf(person)));
    const entries = Object.entries(kept ?? {}).filter(([, width]) => Number.isFinite(width));
    return Object.fromEntries(entries);
  } catch {
    // Not ours, or cut off.
    return {};
  }
}

function keep(person, widths) {
  try {
    localStorage.setItem(keyOf(person), JSON.stringify(Object.fromEntries(Object.entries(widths).slice(-MOST))));
  } catch {
    // The storage is full or blocked: they are gone with the page.
  }
}

// Gives the widths, a way to draw one wider while the mouse moves, and one to keep it when that has ended.
export function useColumnWidths(person) {
  const [widths, setWidths] = useState({});
  useEffect(() => setWidths(person ? read(person) : {}), [person]);
  const draw = (id, width) => setWidths((known) => ({ ...known, [id]: width }));
  const end = (id, width) => {
    const { [id]: _, ...others } = widths;
    const next = { ...others, [id]: width };
    setWidths(next);
    if (person) keep(person, next);
  };
  return [widths, draw, end];
}
