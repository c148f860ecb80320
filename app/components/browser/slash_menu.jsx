// Ways to begin a question, offered behind a "/" at its beginning. They are words like any others: nothing else is sent.
import { useEffect, useState } from "react";

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
export const MENU_ID = "slash-commands";
export const optionId = (name) => `slash-${name}`;

// Gives the commands that fit what is typed, the one that is marked, and what the keys of the field do with them.
export function useSlash(text, write) {
  const [marked, setMarked] = useState(0);
  const [closed, setClosed] = useState("");
  const isAsked = /^\/\w*$/.test(text) && closed !== text;
  const fitting = isAsked ? COMMANDS.filter(([name]) => name.startsWith(text.slice(1).toLowerCase())) : [];
  const current = fitting[Math.min(marked, fitting.length - 1)];

  useEffect(() => setMarked(0), [text]);

  const keys = {
    ArrowDown: () => setMarked((marked + 1) % fitting.length),
    ArrowUp: () => setMarked((marked + fitting.length - 1) % fitting.length),
    Enter: () => write(current[1]),
    Tab: () => write(current[1]),
    Escape: () => setClosed(text),
  };

  // Whether the key was for the menu.
  function onKey(event) {
    const act = current && !event.shiftKey && !event.nativeEvent.isComposing && keys[event.key];
    if (!act) return false;
    event.preventDefault();
    act();
    return true;
  }

  return { fitting, current, onKey };
}

export function SlashMenu({ slash, onPick }) {
  if (!slash.fitting.length) return null;
  return (
    <ul id={MENU_ID} role="listbox" aria-label="Ways to begin" className="slash-menu">
      {slash.fitting.map(([name, begin, meaning]) => (
        <li
          key={name}
          id={optionId(name)}
          role="option"
          aria-selected={slash.current[0] === name}
          onMouseDown={(event) => {
            event.preventDefault();
            onPick(begin);
          }}
        >
          <strong>/{name}</strong>
          <span className="truncate">{meaning}</span>
        </li>
      ))}
    </ul>
  );
}
