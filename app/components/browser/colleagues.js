// Who else looks at the table, and what they change in it while one looks.
import { useEffect, useRef, useState } from "react";
import { QUIET_MS } from "./reading.js";
import { ask } from "./rest.js";

const BEAT_MS = 15_000;
const FRESH_MS = 6_000;
const MOST_ENTRIES = 20;

export function useColleagues(base, table) {
  const [people, setPeople] = useState([]);
  useEffect(() => {
    let isOver = false;
    async function beat() {
      if (document.visibilityState !== "visible") return;
      const { data } = await ask("PUT", `/tables/${encodeURIComponent(table)}/presence?base=${encodeURIComponent(base)}`);
      if (!isOver && data) setPeople(data.items);
    }
    beat();
    const timer = setInterval(beat, BEAT_MS);
    document.addEventListener("visibilitychange", beat);
    return () => {
      isOver = true;
      clearInterval(timer);
      document.removeEventListener("visibilitychange", beat);
    };
  }, [base, table]);
  return people;
}

const cellKeys = ({ row }) => row.cells.map((cell) => `${row.record_id} ${cell.field_id}`);

// The cells that others changed a moment ago, by record and field, with who it was; forgotten after a few seconds.
export function useChangesOfOthers({ base, table, me, news }) {
  const [fresh, setFresh] = useState({ cells: new Map(), said: null });
  const since = useRef(new Date().toISOString());
  useEffect(() => {
    if (!news) return undefined;
    let isOver = false;
    let timer = 0;
    // A write of one's own has several news, and waits for nothing that is read because of them.
    const quiet = setTimeout(async () => {
      const { data } = await ask("GET", `/changes/log?${new URLSearchParams({ base, table, limit: MOST_ENTRIES })}`);
      const found = (data?.items ?? []).filter(({ at, person }) => at > since.current && person.id !== me);
      if (isOver || !found.length) return;
      since.current = found[0].at;
      const [{ person }] = found;
      const records = new Set(found.filter((entry) => entry.person.id === person.id).map(({ row }) => row.record_id));
      const name = records.size === 1 ? `“${found[0].row.record_name}”` : `${records.size} records`;
      const cells = new Map(found.flatMap((entry) => cellKeys(entry).map((key) => [key, entry.person.name])));
      setFresh({ cells, said: { who: person.name, what: name, plan: found[0].plan_id } });
      timer = setTimeout(() => setFresh({ cells: new Map(), said: null }), FRESH_MS);
    }, QUIET_MS);
    return () => {
      isOver = true;
      clearTimeout(quiet);
      if (timer) {
        clearTimeout(timer);
        setFresh({ cells: new Map(), said: null });
      }
    };
  }, [base, table, me, news]);
  return fresh;
}
