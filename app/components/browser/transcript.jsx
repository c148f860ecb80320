import { useEffect, useRef, useState } from "react";
import { ArrowDown } from "lucide-react";

const NEAR_PX = 80;

// Keeps the end in sight while the content grows, but only as long as the reader wants to be there.
function useFollow(threadId, accepted, isRead) {
  const box = useRef(null);
  const content = useRef(null);
  const follows = useRef(!isRead);
  const last = useRef({ top: 0, height: 0 });
  const [isAway, setAway] = useState(false);

  // What was seen to change may be told after the page was left.
  const toEnd = (behavior) => box.current?.scrollTo({ top: box.current.scrollHeight, behavior });

  // Any move upwards is a wish to read, unless the content became shorter; coming near the end again is a wish to follow.
  function readPosition() {
    if (!box.current) return;
    const { scrollHeight, scrollTop, clientHeight } = box.current;
    const gap = scrollHeight - scrollTop - clientHeight;
    const movedUp = scrollTop < last.current.top && scrollHeight >= last.current.height;
    last.current = { top: scrollTop, height: scrollHeight };
    if (gap < 1 || (!movedUp && gap < NEAR_PX)) follows.current = true;
    else if (movedUp) follows.current = false;
    setAway(!follows.current && gap >= NEAR_PX);
  }

  function follow(behavior) {
    follows.current = true;
    setAway(false);
    toEnd(behavior);
  }

  useEffect(() => {
    setAway(false);
    if (!isRead) follow("instant");
  }, [threadId]);

  // Whoever asks wants to read the answer.
  useEffect(() => {
    if (accepted) follow("instant");
  }, [accepted]);

  useEffect(() => {
    const observer = new ResizeObserver(() => (follows.current ? toEnd("instant") : readPosition()));
    observer.observe(content.current);
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);

  return { box, content, isAway, readPosition, follow, rest: () => (follows.current = false) };
}

function jumpBehavior() {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth";
}

// The scrolling messages. What is only read begins at its beginning.
export function Transcript({ threadId = "", accepted = "", label, isRead = false, children }) {
  const { box, content, isAway, readPosition, follow, rest } = useFollow(threadId, accepted, isRead);
  return (
    <div className="transcript">
      <div
        ref={box}
        className="transcript-scroll"
        role="log"
        aria-label={label}
        tabIndex={0}
        onScroll={readPosition}
        // What a reader opens must not be pushed out of sight.
        onToggleCapture={(event) => event.target.open && rest()}
      >
        <div ref={content} className="transcript-content">
          {children}
        </div>
      </div>
      {isAway ? (
        <button type="button" className="jump-latest" onClick={() => follow(jumpBehavior())}>
          <ArrowDown size={14} aria-hidden="true" />
          Jump to latest
        </button>
      ) : null}
    </div>
  );
}
