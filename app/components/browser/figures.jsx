// Numbers as people read them: 50,000 and "84 ms" or "1.9 s".
const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 });

export function Count({ value = 0 }) {
  return <span className="tabular-nums">{whole.format(value)}</span>;
}

export function Duration({ ms = 0 }) {
  const text = ms < 1000 ? `${whole.format(ms)} ms` : `${tenth.format(ms / 1000)} s`;
  return <span className="tabular-nums">{text}</span>;
}
