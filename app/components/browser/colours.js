// Which colour a record has: that of the first rule that it passes, else that of its choice.
import { hueOf } from "./hues.js";

export const COLOURS = { red: "Red", amber: "Amber", green: "Green", blue: "Blue", violet: "Violet", gray: "Grey" };
export const MOST_RULES = 5;

// Gives a function that tells the hue of a record, "" for none; null when there are no colours at all.
export function stripsOf({ colours, colour }, fields) {
  const field = fields.find(({ id, family }) => id === colour && family === "select");
  if (!colours.length && !field) return null;
  return ({ cells, mark }) => {
    if (mark !== null && mark !== undefined) return colours[mark]?.color ?? "";
    const choice = field?.choices.find(({ name }) => name === cells[field.id]?.text);
    return choice ? hueOf(choice.color) : "";
  };
}
