import { useEffect } from "react";

// When the session is over the page is left with a full load, so that nothing of the person stays in memory.
export function SessionEnd({ ended }) {
  useEffect(() => {
    if (!ended) return;
    const { pathname, search } = window.location;
    window.location.assign(`/sign-in?next=${encodeURIComponent(pathname + search)}`);
  }, [ended]);
  return null;
}
