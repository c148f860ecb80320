// Reads over REST, again whenever `news` rises. What was read stays until the next answer, so that nothing jumps.
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { ask } from "./rest.js";

export const QUIET_MS = 250;

// Many news in a moment are one reason to read.
export function useNews(news, read) {
  useEffect(() => {
    if (!news) return undefined;
    const timer = setTimeout(read, QUIET_MS);
    return () => clearTimeout(timer);
  }, [news, read]);
}

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

  useNews(news, read);

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

// Rows of a list of any length by their place, as a RowWindow that `make` makes; null while `key`, which says what is asked,
// is empty. `version` rises whenever it has learned something.
export function useWindow(key, make, news) {
  const [version, setVersion] = useState(0);
  const rows = useMemo(
    () => (key ? make(() => setVersion((known) => known + 1)) : null),
    [key],
  );
  useEffect(() => {
    rows?.ensure(0, 0);
    return () => rows?.end();
  }, [rows]);
  useNews(news, useCallback(() => rows?.refresh(), [rows]));
  return [rows, version];
}
