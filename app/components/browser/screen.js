// How much room there is, as the style sheets see it.
import { useSyncExternalStore } from "react";

const PHONE = "(width < 640px)";

function subscribe(onChange) {
  const query = window.matchMedia(PHONE);
  query.addEventListener("change", onChange);
  return () => query.removeEventListener("change", onChange);
}

export const useIsPhone = () => useSyncExternalStore(subscribe, () => window.matchMedia(PHONE).matches, () => false);
