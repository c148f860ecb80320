// What the field for a question offers while one writes: ways to begin behind "/", names behind "@".
import { useEffect, useRef, useState } from "react";
import { useMentions } from "./mentions.js";
import { useCommands } from "./slash_commands.js";

export const MENU_ID = "composer-menu";
export const optionId = ({ id }) => `composer-option-${id}`;

// Gives what fits, the one that is marked, and what the keys of the field do with them. `onPick` takes the text of the
// field as it is to be, with the place of what is to be marked in it.
export function useComposerMenu(text, caret, onPick) {
  const [marked, setMarked] = useState(0);
  const [closed, setClosed] = useState(null);
  const commands = useCommands(text);
  const mentions = useMentions(text, caret);
  const offered = closed === text ? [] : commands.length ? commands : mentions;
  const current = offered[Math.min(marked, offered.length - 1)];

  useEffect(() => setMarked(0), [text]);

  const keys = {
    ArrowDown: () => setMarked((marked + 1) % offered.length),
    ArrowUp: () => setMarked((marked + offered.length - 1) % offered.length),
    Enter: () => onPick(current.result),
    Tab: () => onPick(current.result),
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

  return { offered, current, onKey, label: commands.length ? "Ways to begin" : "Names to put in" };
}

export function ComposerMenu({ menu, onPick }) {
  const marked = useRef(null);
  useEffect(() => {
    marked.current?.scrollIntoView({ block: "nearest" });
  }, [menu.current]);
  if (!menu.offered.length) return null;
  return (
    <ul id={MENU_ID} role="listbox" aria-label={menu.label} className="composer-menu">
      {menu.offered.map((option) => (
        <li
          key={option.id}
          ref={menu.current === option ? marked : undefined}
          id={optionId(option)}
          role="option"
          aria-selected={menu.current === option}
          onMouseDown={(event) => {
            event.preventDefault();
            onPick(option.result);
          }}
        >
          <strong className="truncate">{option.title}</strong>
          <span className="truncate">{option.meaning}</span>
        </li>
      ))}
    </ul>
  );
}
