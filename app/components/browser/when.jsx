import { useEffect, useState } from "react";
import { ago, exactUtc, left, parseTime } from "./times.js";

const TICK_MS = 5000;
const listeners = new Set();
let timer = 0;

// One clock for all of them, and only while somebody looks.
function subscribe(listener) {
  listeners.add(listener);
  if (!timer) timer = setInterval(() => listeners.forEach((tell) => tell(Date.now())), TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size) return;
    clearInterval(timer);
    timer = 0;
  };
}

// The present, or null while the page is drawn on the server, which does not know the reader's clock.
export function useNow() {
  const [now, setNow] = useState(null);
  useEffect(() => {
    setNow(Date.now());
    return subscribe(setNow);
  }, []);
  return now;
}

function Time({ at, words }) {
  const now = useNow();
  const date = parseTime(at);
  if (Number.isNaN(date.getTime())) return null;
  return (
    <time dateTime={date.toISOString()} title={exactUtc(date)}>
      {now === null ? "" : words(date, now)}
    </time>
  );
}

// How long ago something was, with the exact time as its title.
export function When({ at }) {
  return <Time at={at} words={ago} />;
}

// How long something will still be there.
export function Until({ at }) {
  return <Time at={at} words={left} />;
}
