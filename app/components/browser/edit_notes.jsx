// What became of edits that were not simply saved: who has to answer, what is on its way, and how to take one back.
import { CloudOff, LoaderCircle, Undo2 } from "lucide-react";
import { Link } from "react-router";
import { textOf } from "./cell_values.js";

// Whoever has answered goes on in the grid.
const goOn = () => document.querySelector('.table-grid [data-testid="data-grid-canvas"]')?.focus();

function Asked({ edits, edit }) {
  const place = `${edit.field.name}${edit.name ? ` of “${edit.name}”` : ""}`;
  function drop() {
    edits.drop(edit);
    goOn();
  }

  if (edit.state === "stale") {
    return (
      <p role="alert" className="edit-note asked">
        <span>
          {place} holds “{edit.theirs.text || "empty"}” by now: somebody changed it. You typed “{textOf(edit.typed)}”.
        </span>
        <button
          type="button"
          className="button secondary"
          onClick={() => {
            edits.give(edit, { state: "waiting", seen: edit.theirs.value });
            goOn();
          }}
        >
          Save mine
        </button>
        <button type="button" className="button secondary" onClick={drop}>
          Keep theirs
        </button>
      </p>
    );
  }
  return (
    <p role="alert" className="edit-note asked">
      <span>
        {place}: {edit.problem.detail}
        {edit.problem.plan ? (
          <>
            {" "}
            <Link to={`/changes/?p=${edit.problem.plan}`}>It waits</Link>.
          </>
        ) : (
          ` You typed “${textOf(edit.typed)}”.`
        )}
      </span>
      <button type="button" className="button secondary" onClick={drop}>
        {edit.problem.plan ? "All right" : "Give it up"}
      </button>
    </p>
  );
}

// One line above the records, while there is something to say.
export function EditNotes({ edits, stack }) {
  const { asked, count, isAway, saved } = edits;
  if (asked) return <Asked edits={edits} edit={asked} />;
  if (isAway) {
    return (
      <p role="status" className="edit-note asked">
        <CloudOff size={14} aria-hidden="true" />
        <span>Not saved yet: the server cannot be reached, or asks for patience. It is tried again.</span>
      </p>
    );
  }
  if (count) {
    return (
      <p role="status" className="edit-note">
        <LoaderCircle size={14} className="spin" aria-hidden="true" /> Saving {count} {count === 1 ? "cell" : "cells"}
      </p>
    );
  }
  if (stack.busy) {
    return (
      <p role="status" className="edit-note">
        <LoaderCircle size={14} className="spin" aria-hidden="true" />
        {stack.busy === "undo" ? "Taking it back" : "Making it again"}
      </p>
    );
  }
  if (!saved.length) return null;
  return (
    <p role="status" className="edit-note">
      <span>
        Saved. <Link to={`/changes/?p=${saved.at(-1)}`}>Receipt</Link>
      </span>
      <button type="button" className="button ghost" onClick={() => stack.go("undo")}>
        <Undo2 size={14} aria-hidden="true" /> Undo <kbd>Ctrl Z</kbd>
      </button>
    </p>
  );
}
