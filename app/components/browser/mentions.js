// Names of bases, tables and records, offered behind an "@": what is chosen stands in the question as its plain name.
import { useEffect, useMemo, useState } from "react";
import { ask } from "./rest.js";

const ASKED = /(^|\s)@([^\s@"][^@"\n]{0,39})?$/;
const SEARCH_MS = 400;
const LEAST_SOUGHT = 3;
const MOST_BASES = 5;
const MOST = 8;

// The bases with their tables, read once for as long as the page is open.
function usePlaces(isAsked) {
  const [places, setPlaces] = useState(null);
  useEffect(() => {
    if (!isAsked || places) return;
    (async () => {
      const { data } = await ask("GET", "/bases");
      const bases = (data?.items ?? []).slice(0, MOST_BASES);
      const read = await Promise.all(bases.map(({ id }) => ask("GET", `/tables?base=${encodeURIComponent(id)}`)));
      setPlaces(bases.map((base, at) => ({ ...base, tables: read[at].data?.items ?? [] })));
    })();
  }, [isAsked]);
  return places ?? [];
}

// Records that hold what is written behind the sign, once one pauses.
function useRecords(bases, wanted) {
  const [found, setFound] = useState({ wanted: "", hits: [] });
  useEffect(() => {
    if (!wanted || wanted.length < LEAST_SOUGHT || !bases.length) return undefined;
    let isOver = false;
    const timer = setTimeout(async () => {
      const path = (base) => `/records/search?limit=${MOST}&base=${encodeURIComponent(base.id)}&text=${encodeURIComponent(wanted)}`;
      const read = await Promise.all(bases.map((base) => ask("GET", path(base))));
      if (!isOver) setFound({ wanted, hits: read.flatMap(({ data }) => data?.hits ?? []) });
    }, SEARCH_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [bases, wanted]);
  return found.wanted === wanted ? found.hits : [];
}

const has = (name, wanted) => name.toLowerCase().includes(wanted);

export function useMentions(text, caret) {
  const before = text.slice(0, caret);
  const match = ASKED.exec(before);
  const wanted = match ? (match[2] ?? "").toLowerCase() : null;
  const bases = usePlaces(wanted !== null);
  const hits = useRecords(bases, wanted);

  return useMemo(() => {
    if (wanted === null) return [];
    const from = match.index + match[1].length;
    const put = (name) => {
      const written = `${name} `;
      const at = from + written.length;
      return { text: text.slice(0, from) + written + text.slice(caret), from: at, to: at };
    };
    const tables = bases.flatMap((base) => base.tables.map((table) => ({ ...table, base: base.name })));
    return [
      ...tables
        .filter(({ name }) => has(name, wanted))
        .map(({ id, name, base }) => ({ id, title: name, meaning: `Table of ${base}`, result: put(name) })),
      ...bases
        .filter(({ name }) => has(name, wanted))
        .map(({ id, name }) => ({ id, title: name, meaning: "Base", result: put(name) })),
      ...hits
        .filter(({ name }) => name)
        .map(({ record_id, name, table_name }) => ({
          id: record_id,
          title: name,
          meaning: `Record of ${table_name}`,
          result: put(`"${name.replaceAll('"', "'")}"`),
        })),
    ].slice(0, MOST);
  }, [wanted, text, caret, bases, hits]);
}
