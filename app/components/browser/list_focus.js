import { useEffect, useRef } from "react";

// A row that goes takes the focus of its button along: the list has it then, so that Tab goes on from there.
// Gives the list's ref, and what to call with the id of a row that is about to go.
export function useListFocus(ids) {
  const list = useRef(null);
  const awaited = useRef("");
  useEffect(() => {
    if (!awaited.current || ids.includes(awaited.current)) return;
    awaited.current = "";
    if (document.activeElement === document.body) list.current?.focus({ preventScroll: true });
  }, [ids.join()]);
  return [list, (id) => (awaited.current = id)];
}
