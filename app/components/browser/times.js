// Times in the reader's words. `now` is in milliseconds, like Date.now().
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

// The server writes times in UTC as "2026-11-21 09:03:56+00:00".
export const parseTime = (text) => new Date(String(text).replace(" ", "T"));

const startOfDay = (moment) => new Date(moment).setHours(0, 0, 0, 0);
const format = (date, options) => new Intl.DateTimeFormat(undefined, options).format(date);
const secondsSince = (date, now) => Math.max(0, Math.round((now - date) / 1000));

// Rounded, because a day on which the clocks change is an hour longer or shorter.
export const daysSince = (date, now) => Math.round((startOfDay(now) - startOfDay(date)) / (DAY * 1000));

export const exactUtc = (date) => `${date.toISOString().slice(0, 19).replace("T", " ")} UTC`;

// A day as the server writes it, "2026-11-21", whatever the reader's zone is.
export const dateOf = (text) =>
  format(new Date(`${text}T00:00:00Z`), { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

export function ago(date, now) {
  const seconds = secondsSince(date, now);
  if (seconds < 5) return "just now";
  if (seconds < MINUTE) return `${seconds} s ago`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min ago`;
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)} h ago`;
  return format(date, { day: "numeric", month: "short", year: "numeric" });
}

// How long something will still be there.
export function left(date, now) {
  const seconds = Math.round((date - now) / 1000);
  if (seconds <= 0) return "ended";
  if (seconds < HOUR) return `in ${Math.max(1, Math.round(seconds / MINUTE))} min`;
  if (seconds < DAY) return `in ${Math.round(seconds / HOUR)} h`;
  const days = Math.round(seconds / DAY);
  return days === 1 ? "in a day" : `in ${days} days`;
}

// As short as a list allows: minutes, hours, the time of yesterday, a weekday, a date.
export function brief(date, now) {
  const seconds = secondsSince(date, now);
  if (seconds < MINUTE) return "now";
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min`;
  const days = daysSince(date, now);
  if (days <= 0) return `${Math.floor(seconds / HOUR)} h`;
  if (days === 1) return format(date, { hour: "2-digit", minute: "2-digit", hour12: false });
  if (days < 7) return format(date, { weekday: "short" });
  return format(date, { day: "numeric", month: "short" });
}

const GROUPS = [
  { title: "Today", days: 0 },
  { title: "Yesterday", days: 1 },
  { title: "Previous 7 days", days: 7 },
  { title: "Older", days: Infinity },
];

// Threads in the groups of a list, by the reader's days; groups without threads are left out.
export function groupByDay(threads, now) {
  const groups = GROUPS.map(({ title }) => ({ title, threads: [] }));
  threads.forEach((thread) => {
    const days = daysSince(parseTime(thread.updated_at), now);
    groups[GROUPS.findIndex((group) => days <= group.days)].threads.push(thread);
  });
  return groups.filter((group) => group.threads.length);
}
