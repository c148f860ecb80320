// Ways to begin a question, offered behind a "/" at its beginning: words like any others, and the prompts of the team.
import { useMemo, useState } from "react";
import { useReading } from "./reading.js";

const COMMANDS = [
  ["count", "count ", "How many records: count open deals by owner"],
  ["list", "list ", "The records themselves: list deals over 50k sorted by amount"],
  ["sum", "total ", "A total: total amount of won deals this quarter"],
  ["average", "average ", "An average: average amount of deals by stage"],
  ["top", "top 5 ", "The largest: top 5 deals by amount"],
  ["find", "find ", "A name in any table: find Verdant"],
  ["add", "add a ", "A new record, seen first: add a deal named Acme with amount 5000"],
  ["set", "set ", "A change, seen first: set the stage of deals older than 90 days to Lost"],
  ["delete", "delete ", "A deletion, seen first: delete lost deals older than a year"],
  ["undo", "undo that", "Take your last change back"],
];
const MOST_PROMPTS = 8;
const BLANK = /\{[^{}\n]{1,60}\}/;

// What is chosen stands in the field with its first blank marked, so that the next key fills it in.
function withBlank(text) {
  const found = BLANK.exec(text);
  return found
    ? { text, from: found.index, to: found.index + found[0].length }
    : { text, from: text.length, to: text.length };
}

export function useCommands(text) {
  const wanted = /^\/([^\n]{0,40})$/.exec(text)?.[1].toLowerCase();
  const [isKnown, setKnown] = useState(false);
  if (wanted !== undefined && !isKnown) setKnown(true);
  const { data } = useReading(isKnown ? "/prompts" : "", 0);

  return useMemo(() => {
    if (wanted === undefined) return [];
    const own = (data?.items ?? []).filter(({ title }) => title.toLowerCase().includes(wanted)).slice(0, MOST_PROMPTS);
    return [
      ...COMMANDS.filter(([name]) => name.startsWith(wanted)).map(([name, begin, meaning]) => ({
        id: name,
        title: `/${name}`,
        meaning,
        result: withBlank(begin),
      })),
      ...own.map(({ id, title, text: words }) => ({ id, title, meaning: words, result: withBlank(words) })),
    ];
  }, [wanted, data]);
}
