import { useContext, useEffect, useState } from "react";
import { LoaderCircle } from "lucide-react";
import { EventLoopContext } from "$/utils/context-registry";

const PATIENCE_MS = 1500;

// Calm and late: most interruptions are over before anybody has to know. It floats, so nothing moves.
export function Reconnecting() {
  const [, connectErrors] = useContext(EventLoopContext);
  const [offline, setOffline] = useState(false);
  const [shown, setShown] = useState(false);
  const isLost = offline || connectErrors.length > 0;

  useEffect(() => {
    const read = () => setOffline(!navigator.onLine);
    read();
    window.addEventListener("online", read);
    window.addEventListener("offline", read);
    return () => {
      window.removeEventListener("online", read);
      window.removeEventListener("offline", read);
    };
  }, []);

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
