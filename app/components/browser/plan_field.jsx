import { TextField } from "./fields.jsx";

const MOST = 1_000_000_000;

// Digits as they were typed, also with the separators that people write; null for anything else.
export function callsOf(text) {
  const digits = text.replace(/[\s,.']/g, "");
  if (!/^\d*$/.test(digits) || Number(digits) > MOST) return null;
  return Number(digits);
}

export function PlanField({ value, onChange }) {
  const isWrong = callsOf(value) === null;
  return (
    <TextField
      label="Calls a month"
      hint={isWrong ? "Write a whole number, or nothing for no limit." : "What your plan at Airtable allows: 1,000 on Free. Empty for no limit."}
      inputMode="numeric"
      maxLength={15}
      aria-invalid={isWrong}
      value={value}
      onChange={onChange}
    />
  );
}
