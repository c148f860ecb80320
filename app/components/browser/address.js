// What the address says, once the page lives in the browser: the server draws it without knowing the address, and
// both must draw the same at first.
import { useEffect, useState } from "react";
import { useSearchParams } from "react-router";

// The value of a parameter, empty when there is none, null before anybody can know.
export function useParam(name) {
  const [params] = useSearchParams();
  const [isKnown, setKnown] = useState(false);
  useEffect(() => setKnown(true), []);
  return isKnown ? (params.get(name) ?? "") : null;
}
