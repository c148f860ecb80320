// Airtable's colours of choices by the hue of our tokens.
const HUES = { red: "red", pink: "red", orange: "amber", yellow: "amber", green: "green", teal: "green", cyan: "blue", blue: "blue", purple: "violet", gray: "gray" };

export function hueOf(color) {
  const family = Object.keys(HUES).find((name) => color?.toLowerCase().startsWith(name));
  return HUES[family] ?? "gray";
}
