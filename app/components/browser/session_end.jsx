import { useEffect } from "react";
import { leaveForSignIn } from "./leaving.js";

// Leaves the page when the server has said that the session is over.
export function SessionEnd({ ended }) {
  useEffect(() => {
    if (ended) leaveForSignIn();
  }, [ended]);
  return null;
}
