import { useEffect, useRef, useState } from "react";
import { ArrowDown } from "lucide-react";

const NEAR_PX = 80;

// The scrolling messages. They follow the growing answer only while the reader is near the end.
export function Transcript({ threadId = "", label, children }) {
  const box = useRef(null);
  const content = useRef(null);
  const follows = useRef(true);
  const lastTop = useRef(0);
  const [isAway, setAway] = useState(false);

  const toEnd = (behavior) => box.current?.scrollTo({ top: box.current.scrollHeight, behavior });

  useEffect(() => {
    follows.current = true;
    setAway(false);
    toEnd("instant");
  }, [threadId]);

  useEffect(() => {
    const observer = new ResizeObserver(() => {
      if (follows.current) toEnd("instant");
      else readPosition();
    });
    observer.observe(content.current);
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);

  // Any move upwards is a wish to read; coming near the end again is a wish to follow.
  function readPosition() {
    const { scrollHeight, scrollTop, clientHeight } = box.current;
    const gap = scrollHeight - scrollTop - clientHeight;
    const movedUp = scrollTop < lastTop.current;
    lastTop.current = scrollTop;
    if (gap < 1 || (!movedUp && gap < NEAR_PX)) follows.current = true;
    else if (movedUp || gap >= NEAR_PX) follows.current = false;
    setAway(!follows.current && gap >= NEAR_PX);
  }

  // What a reader opens must not be pushed out of sight: opening a detail ends the following.
  function onToggle(event) {
    if (event.target.open) follows.current = false;
  }

  function jump() {
    follows.current = true;
    const isCalm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    toEnd(isCalm ? "instant" : "smooth");
  }

  return (
    <div className="transcript">
      <div
        ref={box}
        className="transcript-scroll"
        role="log"
        aria-label={label}
        tabIndex={0}
        onScroll={readPosition}
        onToggleCapture={onToggle}
      >
        <div ref={content} className="transcript-content">
          {children}
        </div>
      </div>
      {isAway ? (
        <button type="button" className="jump-latest" onClick={jump}>
          <ArrowDown size={14} aria-hidden="true" />
          Jump to latest
        </button>
      ) : null}
    </div>
  );
}
