import { useContext } from "react";
import { ColorModeContext } from "$/utils/context-registry";
import { toggle, useShell } from "./shell_store.js";

const PANELS = { nav: "side-panel", inspector: "inspector" };

// A button that opens or closes one part of the frame, or switches the theme, without asking the server.
export function ShellToggle({ target, label, className, children }) {
  const shell = useShell();
  const { toggleColorMode } = useContext(ColorModeContext);
  const panel = PANELS[target];
  return (
    <button
      type="button"
      className={className}
      title={label}
      aria-label={label}
      aria-expanded={panel ? shell[target] : undefined}
      aria-controls={panel}
      aria-haspopup={target === "palette" ? "dialog" : undefined}
      onClick={() => (target === "theme" ? toggleColorMode() : toggle(target))}
    >
      {children}
    </button>
  );
}
