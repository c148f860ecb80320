// Numbers as people read them: 50,000 and "84 ms" or "1.9 s", $12.50 or $0.0042.
const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 });

export function Count({ value = 0 }) {
  return <span className="tabular-nums">{whole.format(value)}</span>;
}

export function Duration({ ms = 0 }) {
  const text = ms < 1000 ? `${whole.format(ms)} ms` : `${tenth.format(ms / 1000)} s`;
  return <span className="tabular-nums">{text}</span>;
}

const cents = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });
const small = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", maximumSignificantDigits: 2 });

export function Dollars({ amount = "0" }) {
  const dollars = Number(amount);
  const text = dollars > 0 && dollars < 0.1 ? small.format(dollars) : cents.format(dollars);
  return <span className="tabular-nums">{text}</span>;
}
