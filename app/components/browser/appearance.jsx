import { useContext, useEffect, useState } from "react";
import { Monitor, Moon, Sun } from "lucide-react";
import { ColorModeContext } from "$/utils/context-registry";
import { choosePanel, isPanelChosen } from "./shell_store.js";

const THEMES = [
  { id: "light", title: "Light", icon: Sun },
  { id: "dark", title: "Dark", icon: Moon },
  { id: "system", title: "As the system", icon: Monitor },
];
const PANELS = [
  { id: "open", title: "Open", text: "Beside the page, on wide screens" },
  { id: "closed", title: "Closed", text: "Ctrl . opens it" },
];

function Choice({ name, option, isChosen, onChoose }) {
  const { id, title, text, icon: Icon } = option;
  return (
    <label className="choice">
      <input type="radio" name={name} value={id} checked={isChosen} onChange={() => onChoose(id)} />
      {Icon ? <Icon size={16} aria-hidden="true" /> : null}
      <span>
        {title}
        {text ? <span className="field-hint">{text}</span> : null}
      </span>
    </label>
  );
}

function Choices({ legend, name, options, chosen, onChoose }) {
  return (
    <fieldset className="choices">
      <legend>{legend}</legend>
      <div>
        {options.map((option) => (
          <Choice key={option.id} name={name} option={option} isChosen={option.id === chosen} onChoose={onChoose} />
        ))}
      </div>
    </fieldset>
  );
}

// Kept in this browser, and acting at once. What is chosen is known once the page lives: before, nothing is.
export function Appearance() {
  const { rawColorMode, setColorMode } = useContext(ColorModeContext);
  const [isAlive, setAlive] = useState(false);
  const [panel, setPanel] = useState("");

  useEffect(() => {
    setAlive(true);
    setPanel(isPanelChosen() ? "open" : "closed");
  }, []);

  function choose(choice) {
    setPanel(choice);
    choosePanel(choice === "open");
  }

  return (
    <>
      <Choices
        legend="Theme"
        name="theme"
        options={THEMES}
        chosen={isAlive ? rawColorMode : ""}
        onChoose={setColorMode}
      />
      <Choices
        legend="Right panel"
        name="panel"
        options={PANELS}
        chosen={panel}
        onChoose={choose}
      />
    </>
  );
}
