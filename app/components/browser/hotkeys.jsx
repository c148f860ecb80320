import { useContext, useEffect, useRef } from "react";
import { useLocation } from "react-router";
import { ColorModeContext } from "$/utils/context-registry";
import { closeTopPanel, leavePage, readBoot, setOpen, toggle, useShell } from "./shell_store.js";

const isTyping = ({ target }) => target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
const hasTopLayer = () => document.querySelector("dialog[open], :popover-open") !== null;

function comboOf(event) {
  const mod = event.ctrlKey || event.metaKey ? "mod+" : "";
  // The shift of "?" is part of the character, not of the combination.
  const shift = event.shiftKey && mod ? "shift+" : "";
  return mod + shift + event.key.toLowerCase();
}

// The keys of the frame. Nothing crosses the connection: each key acts in the browser.
export function Hotkeys() {
  const { toggleColorMode } = useContext(ColorModeContext);
  const { pathname, search } = useLocation();
  const { nav } = useShell();
  const opener = useRef(null);

  useEffect(readBoot, []);
  useEffect(leavePage, [pathname, search]);

  useEffect(() => {
    if (nav) {
      opener.current = document.activeElement;
      document.querySelector("#side-panel a, #side-panel button")?.focus();
    } else if (opener.current?.isConnected) {
      opener.current.focus();
      opener.current = null;
    }
  }, [nav]);

  useEffect(() => {
    const actions = {
      "mod+k": () => toggle("palette"),
      "mod+shift+l": toggleColorMode,
      "mod+.": () => toggle("inspector"),
      "?": () => setOpen("shortcuts", true),
    };
    function onKeyDown(event) {
      if (event.isComposing) return;
      if (event.key === "Escape") {
        // A dialog or a menu is closed by the browser; it is the top thing then.
        if (!hasTopLayer() && !event.defaultPrevented && closeTopPanel()) event.preventDefault();
        return;
      }
      const combo = comboOf(event);
      const action = actions[combo];
      if (!action || (!combo.startsWith("mod+") && (isTyping(event) || hasTopLayer()))) return;
      event.preventDefault();
      action();
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [toggleColorMode]);

  return nav ? <div className="scrim" aria-hidden="true" onClick={() => setOpen("nav", false)} /> : null;
}
