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

function onEscape(event) {
  // A dialog or a menu is closed by the browser; it is the top thing then.
  if (!hasTopLayer() && !event.defaultPrevented && closeTopPanel()) event.preventDefault();
}

function onCombo(event, actions) {
  const combo = comboOf(event);
  const action = actions[combo];
  if (!action || (!combo.startsWith("mod+") && (isTyping(event) || hasTopLayer()))) return;
  event.preventDefault();
  action();
}

// The list that slides over a small screen takes the focus, and gives it back.
function useDrawerFocus(isOpen) {
  const opener = useRef(null);
  useEffect(() => {
    if (isOpen) {
      opener.current = document.activeElement;
      document.querySelector("#side-panel a, #side-panel button")?.focus();
    } else if (opener.current?.isConnected) {
      opener.current.focus();
      opener.current = null;
    }
  }, [isOpen]);
}

// The keys of the frame. Nothing crosses the connection: each key acts in the browser.
export function Hotkeys() {
  const { toggleColorMode } = useContext(ColorModeContext);
  const { pathname, search } = useLocation();
  const { nav } = useShell();

  useEffect(readBoot, []);
  useEffect(leavePage, [pathname, search]);
  useDrawerFocus(nav);

  useEffect(() => {
    const actions = {
      "mod+k": () => toggle("palette"),
      "mod+shift+l": toggleColorMode,
      "mod+.": () => toggle("inspector"),
      "?": () => setOpen("shortcuts", true),
    };
    function onKeyDown(event) {
      if (event.isComposing) return;
      if (event.key === "Escape") onEscape(event);
      else onCombo(event, actions);
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [toggleColorMode]);

  return nav ? <div className="scrim" aria-hidden="true" onClick={() => setOpen("nav", false)} /> : null;
}
