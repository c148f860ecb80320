// What a text field offers while one writes: options above it, moved through and picked by the keys of the field.
import { useEffect, useId, useRef, useState } from "react";

// `offered` are options with `id`, `title`, `meaning` and `result`, which `onPick` takes. Gives the one that is marked, what the
// keys of the field do with them, and the attributes that tell a screen reader of them.
export function useOptionMenu({ text, offered: found, label, onPick }) {
  const id = useId();
  const [marked, setMarked] = useState(0);
  const [closed, setClosed] = useState(null);
  const offered = closed === text ? [] : found;
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
    event.stopPropagation();
    act();
    return true;
  }

  const optionId = (option) => `${id}-${option.id}`;
  const told = current ? { "aria-controls": id, "aria-activedescendant": optionId(current) } : {};
  return { id, offered, current, onKey, onPick, label, optionId, told };
}

export function OptionMenu({ menu }) {
  const marked = useRef(null);
  useEffect(() => {
    marked.current?.scrollIntoView({ block: "nearest" });
  }, [menu.current]);
  if (!menu.offered.length) return null;
  return (
    <ul id={menu.id} role="listbox" aria-label={menu.label} className="option-menu">
      {menu.offered.map((option) => (
        <li
          key={option.id}
          ref={menu.current === option ? marked : undefined}
          id={menu.optionId(option)}
          role="option"
          aria-selected={menu.current === option}
          onMouseDown={(event) => {
            event.preventDefault();
            menu.onPick(option.result);
          }}
        >
          <strong className="truncate">{option.title}</strong>
          {option.meaning ? <span className="truncate">{option.meaning}</span> : null}
        </li>
      ))}
    </ul>
  );
}
