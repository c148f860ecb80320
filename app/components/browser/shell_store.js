// What is open in the frame lives in the browser: it answers at once, also while the connection is gone.
// The two panels are attributes of <html>, so that shell.css decides what they mean at each width and
// assets/boot.js can set them before the first paint.
import { useSyncExternalStore } from "react";

const WIDE = "(min-width: 1280px)";
const listeners = new Set();
let state = { palette: false, shortcuts: false, nav: false, inspector: true };

function publish(change) {
  state = { ...state, ...change };
  const { dataset } = document.documentElement;
  dataset.nav = state.nav ? "open" : "closed";
  dataset.inspector = state.inspector ? "open" : "closed";
  listeners.forEach((listener) => listener());
}

// A panel that covers the page is closed by the next page; only the wide choice is worth keeping.
export function setOpen(target, isOpen) {
  if (target === "inspector" && window.matchMedia(WIDE).matches) choosePanel(isOpen);
  else publish({ [target]: isOpen });
}

// Whether the right panel is open where there is room for it.
export const isPanelChosen = () => localStorage.getItem("inspector") !== "closed";

export function choosePanel(isOpen) {
  localStorage.setItem("inspector", isOpen ? "open" : "closed");
  if (window.matchMedia(WIDE).matches) publish({ inspector: isOpen });
}

export const toggle = (target) => setOpen(target, !state[target]);

export function readBoot() {
  publish({ inspector: document.documentElement.dataset.inspector === "open" });
}

// Closes the topmost panel that covers the page and says whether there was one.
export function closeTopPanel() {
  if (state.nav) {
    setOpen("nav", false);
    return true;
  }
  if (state.inspector && !window.matchMedia(WIDE).matches) {
    setOpen("inspector", false);
    return true;
  }
  return false;
}

export function leavePage() {
  const covering = !window.matchMedia(WIDE).matches;
  publish({ nav: false, inspector: state.inspector && !covering });
}

// The rail keeps a place for Admin before the server has said who this is: see assets/boot.js.
export function noteRole(role) {
  if (role) keepStaff(role === "owner" || role === "admin");
}

export const forgetRole = () => keepStaff(false);

function keepStaff(isStaff) {
  try {
    if (isStaff) localStorage.setItem("staff", "yes");
    else localStorage.removeItem("staff");
  } catch {
    // The storage is blocked: the rail moves once, that is all.
  }
}

function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useShell() {
  return useSyncExternalStore(subscribe, () => state, () => state);
}
