// A state by icon, word and hue.
export function StatePill({ state, states }) {
  const [words, hue, Icon] = states[state] ?? [state, "gray", null];
  return (
    <span className={`pill ${hue}`}>
      {Icon ? <Icon size={12} aria-hidden="true" className={state === "applying" || state === "sending" || state === "running" ? "spin" : ""} /> : null}
      {words}
    </span>
  );
}
