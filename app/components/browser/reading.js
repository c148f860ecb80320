// Reads over REST, again whenever `news` rises. What was read stays until the next answer, so that nothing jumps.
import { useCallback, useEffect, useRef, useState } from "react";
import { ask } from "./rest.js";

const QUIET_MS = 250;

// `path` empty: nothing to read. Gives what was read, what went wrong, and a way to read again now.
export function useReading(path, news) {
  const [state, setState] = useState({ path: "", data: null, problem: null });
  const wanted = useRef("");
  const read = useCallback(async () => {
    wanted.current = path;
    if (!path) return;
    const { data, problem } = await ask("GET", path);
    // An answer to an earlier question is nobody's.
    if (wanted.current !== path) return;
    setState((known) => ({
      path,
      data: data ?? (known.path === path ? known.data : null),
      problem: problem ?? null,
    }));
  }, [path]);

  useEffect(() => {
    read();
  }, [read]);

  // Many news in a moment are one reason to read.
  useEffect(() => {
    if (!news) return undefined;
    const timer = setTimeout(read, QUIET_MS);
    return () => clearTimeout(timer);
  }, [news, read]);

  const isKnown = state.path === path;
  return { data: isKnown ? state.data : null, problem: isKnown ? state.problem : null, read };
}

// Pages of a list: the first is read with the news, further ones when asked for.
export function usePages(path, news) {
  const first = useReading(path, news);
  const [more, setMore] = useState({ path: "", items: [], cursor: null });
  const items = first.data ? [...first.data.items, ...(more.path === path ? more.items : [])] : null;
  const known = new Map((items ?? []).map((item) => [item.id ?? `${item.run_id}:${item.seq}`, item]));
  const cursor = more.path === path && more.cursor !== null ? more.cursor : (first.data?.next_cursor ?? "");

  async function readMore() {
    const { data } = await ask("GET", `${path}${path.includes("?") ? "&" : "?"}cursor=${encodeURIComponent(cursor)}`);
    if (!data) return;
    setMore((before) => ({
      path,
      items: [...(before.path === path ? before.items : []), ...data.items],
      cursor: data.next_cursor,
    }));
  }

  return { ...first, items: items ? [...known.values()] : null, hasMore: Boolean(cursor), readMore };
}

const WINDOW = 100;

// Rows of a long list by their place. The first page comes at once, others when `ensure` says that they are in sight;
// the news reads again what is in sight and forgets the rest.
export function useWindow(path, news) {
  const [state, setState] = useState({ path: "", total: 0, pages: new Map() });
  const sight = useRef({ path: "", from: 0, to: 0, asked: new Set() });

  const readPage = useCallback(
    async (page, forget) => {
      sight.current.asked.add(page);
      const { data } = await ask("GET", `${path}?limit=${WINDOW}&skip=${page * WINDOW}`);
      if (sight.current.path !== path) return;
      if (!data) {
        sight.current.asked.delete(page);
        return;
      }
      setState((known) => {
        const kept = known.path === path ? [...known.pages] : [];
        const pages = new Map(forget ? kept.filter(([other]) => forget.has(other)) : kept);
        return { path, total: data.total, pages: pages.set(page, data.items) };
      });
    },
    [path],
  );

  const read = useCallback(async () => {
    if (!path) return;
    const { from, to } = sight.current;
    const pages = new Set([0]);
    for (let page = from; page <= to; page += 1) pages.add(page);
    sight.current.asked = new Set(pages);
    await Promise.all([...pages].map((page) => readPage(page, pages)));
  }, [path, readPage]);

  const ensure = useCallback(
    (first, last) => {
      const from = Math.floor(first / WINDOW);
      const to = Math.floor(last / WINDOW);
      Object.assign(sight.current, { from, to });
      for (let page = from; page <= to; page += 1) if (!sight.current.asked.has(page)) readPage(page);
    },
    [readPage],
  );

  useEffect(() => {
    sight.current = { path, from: 0, to: 0, asked: new Set() };
    read();
  }, [path, read]);

  useEffect(() => {
    if (!news) return undefined;
    const timer = setTimeout(read, QUIET_MS);
    return () => clearTimeout(timer);
  }, [news, read]);

  const isKnown = state.path === path;
  return {
    total: isKnown ? state.total : 0,
    first: isKnown ? (state.pages.get(0) ?? []) : [],
    at: (place) => (isKnown ? state.pages.get(Math.floor(place / WINDOW))?.[place % WINDOW] : undefined),
    ensure,
    read,
  };
}
