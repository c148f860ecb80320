// People of a base, offered behind an "@" in a comment. What is chosen stands there as "@Name" and is sent by its id.
import { useRef } from "react";
import { useOptionMenu } from "./option_menu.jsx";

const ASKED = /(^|\s)@([^@\n]{0,40})$/;
const MOST = 8;

function offer(people, text, caret) {
  const match = ASKED.exec(text.slice(0, caret));
  if (!match) return [];
  const wanted = match[2].toLowerCase();
  const from = match.index + match[1].length;
  return people
    .filter(({ name }) => name.toLowerCase().includes(wanted))
    .slice(0, MOST)
    .map((person) => {
      const written = `@${person.name} `;
      const at = from + written.length;
      return { id: person.id, title: person.name, result: { person, text: text.slice(0, from) + written + text.slice(caret), at } };
    });
}

// Gives the menu, and a way to put ids in the place of the names that were chosen.
export function usePeopleMenu({ people, text, caret, onPick }) {
  const chosen = useRef(new Map());
  const menu = useOptionMenu({
    text,
    offered: offer(people, text, caret),
    label: "People to mention",
    onPick: ({ person, ...put }) => {
      chosen.current.set(`@${person.name}`, person.id);
      onPick(put);
    },
  });

  // The longest name first, as one may begin with another.
  function withIds(written) {
    const names = [...chosen.current.keys()].sort((one, other) => other.length - one.length);
    return names.reduce((words, name) => words.replaceAll(name, `@[${chosen.current.get(name)}]`), written);
  }

  return [menu, withIds];
}
