import { useEffect, useState } from "react";
import { LoaderCircle } from "lucide-react";
import { useFailedAttempts, useIsOffline } from "./connection.js";
import { isSignedOut, leaveForSignIn } from "./leaving.js";

const PATIENCE_MS = 1500;
const REFUSALS = 2;
const ASK_EVERY_MS = 5_000;

// A refused connection looks like a broken one. When the session ended while the page was cut off, nobody tells
// the page, so it asks: after the second refusal, and then every few seconds.
function useSessionCheck(isLost, isRefused) {
  useEffect(() => {
    if (!isLost) return undefined;
    const ask = async () => (await isSignedOut()) && leaveForSignIn();
    if (isRefused) ask();
    const timer = setInterval(ask, ASK_EVERY_MS);
    return () => clearInterval(timer);
  }, [isLost, isRefused]);
}

// Calm and late: most interruptions are over before anybody has to know. It floats, so nothing moves.
export function Reconnecting() {
  const failed = useFailedAttempts();
  const isLost = useIsOffline() || failed > 0;
  const [shown, setShown] = useState(false);
  useSessionCheck(isLost, failed >= REFUSALS);

  useEffect(() => {
    if (!isLost) {
      setShown(false);
      return undefined;
    }
    const timer = setTimeout(() => setShown(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [isLost]);

  return (
    <div role="status" className="reconnecting-place">
      {shown ? (
        <p className="reconnecting">
          <LoaderCircle size={14} className="spin" aria-hidden="true" />
          Reconnecting. What you typed is kept.
        </p>
      ) : null}
    </div>
  );
}
