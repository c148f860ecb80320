import { Redo2, Undo2 } from "lucide-react";

function Step({ word, icon, steps, busy, onGo }) {
  const title = steps.length ? `${word}: ${steps[0].title}` : word;
  return (
    <button type="button" className="icon-button" aria-label={word} title={title} disabled={!steps.length || busy} onClick={onGo}>
      {icon}
    </button>
  );
}

// What was done last in this base goes back, and forth again.
export function UndoButtons({ stack }) {
  const busy = stack.busy !== "";
  return (
    <>
      <Step word="Undo" icon={<Undo2 size={15} aria-hidden="true" />} steps={stack.undo} busy={busy} onGo={() => stack.go("undo")} />
      <Step word="Redo" icon={<Redo2 size={15} aria-hidden="true" />} steps={stack.redo} busy={busy} onGo={() => stack.go("redo")} />
    </>
  );
}
