import { useContext, useEffect, useState } from "react";
import { EventLoopContext } from "$/utils/context-registry";

// Failed attempts since the connection was there last; the framework keeps ten at most.
export function useFailedAttempts() {
  const [, connectErrors] = useContext(EventLoopContext);
  return connectErrors.length;
}

export function useIsOffline() {
  const [offline, setOffline] = useState(false);
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
  return offline;
}
