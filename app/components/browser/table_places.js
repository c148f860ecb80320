// The tables that a person pinned or looked at last, by their ids, kept in this browser.
import { useEffect, useState } from "react";
import { tagOf } from "./drafts.js";

const MOST_RECENT = 4;

function read(person) {
  try {
    const kept = JSON.parse(localStorage.getItem(`places:${tagOf(person)}`));
    if (Array.isArray(kept?.pinned) && Array.isArray(kept?.recent)) return kept;
  } catch {
    // Not ours, or cut off.
  }
  return { pinned: [], recent: [] };
}

function keep(person, places) {
  try {
    localStorage.setItem(`places:${tagOf(person)}`, JSON.stringify(places));
  } catch {
    // The storage is full or blocked: they are gone with the page.
  }
}

const isSame = (one, other) => one.base === other.base && one.table === other.table;

// `pinned` and `recent` are lists of `{base, table}`; what is pinned is not among the recent ones.
export function useTablePlaces(person, base, table) {
  const [places, setPlaces] = useState({ pinned: [], recent: [] });

  function change(next) {
    setPlaces(next);
    keep(person, next);
  }

  useEffect(() => {
    if (!person) return;
    const known = read(person);
    const here = { base, table };
    if (!base || !table) setPlaces(known);
    else change({ ...known, recent: [here, ...known.recent.filter((each) => !isSame(each, here))].slice(0, MOST_RECENT) });
  }, [person, base, table]);

  const isPinned = (place) => places.pinned.some((each) => isSame(each, place));
  return {
    pinned: places.pinned,
    recent: places.recent.filter((place) => !isPinned(place)),
    isPinned,
    togglePin: (place) =>
      change({
        ...places,
        pinned: isPinned(place) ? places.pinned.filter((each) => !isSame(each, place)) : [...places.pinned, place],
      }),
  };
}
