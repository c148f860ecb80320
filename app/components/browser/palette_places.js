// The tables and runs that the command palette finds. Each base may cost a call to Airtable, so that they are read for
// whoever types, and kept for a while.
import { useEffect, useState } from "react";
import { ask } from "./rest.js";
import { tableAddress } from "./table_address.js";

const KEPT_MS = 600_000;
const MOST_BASES = 10;
const LEAST_LETTERS = 2;
const MOST_RUNS = 20;

async function tablePlaces() {
  const { data } = await ask("GET", "/bases");
  const bases = (data?.items ?? []).slice(0, MOST_BASES);
  const lists = await Promise.all(
    bases.map(async ({ id, name }) => {
      const { data: found } = await ask("GET", `/tables?base=${encodeURIComponent(id)}`);
      return (found?.items ?? []).map((table) => ({ to: tableAddress(id, table.id), title: table.name, meta: name }));
    }),
  );
  return lists.flat();
}

async function runPlaces() {
  const { data } = await ask("GET", `/runs?limit=${MOST_RUNS}`);
  return (data?.items ?? []).map(({ id, title }) => ({ to: `/runs/?r=${id}`, title }));
}

// What was found last outlives the palette, which is made anew each time.
let last = { at: 0, tables: [], runs: [] };

export function usePalettePlaces(search) {
  const isWanted = search.trim().length >= LEAST_LETTERS;
  const [found, setFound] = useState(last);
  useEffect(() => {
    if (!isWanted || Date.now() - last.at < KEPT_MS) return undefined;
    let isOver = false;
    (async () => {
      const [tables, runs] = await Promise.all([tablePlaces(), runPlaces()]);
      last = { at: Date.now(), tables, runs };
      if (!isOver) setFound(last);
    })();
    return () => {
      isOver = true;
    };
  }, [isWanted]);
  return found;
}
