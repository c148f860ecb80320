// Changes of more than one cell: seen as a plan before anything is written. And the way back of what was written.
import { useState } from "react";
import { asValue } from "./cell_values.js";
import { DiffCard } from "./diff_card.jsx";
import { Modal } from "./modal.jsx";
import { ask } from "./rest.js";

const MOST_TURNS = 40;
const TURN_MS = 400;

function operationsOf(table, cells) {
  const records = new Map();
  for (const { field, record, typed } of cells) {
    records.set(record.id, { ...records.get(record.id), [field.id]: asValue(field, typed) });
  }
  return [...records].map(([id, values]) => ({ kind: "update", table, record_id: id, cells: values }));
}

export function LeftOut({ count }) {
  if (!count) return null;
  return (
    <p role="status" className="edit-note">
      {count} {count === 1 ? "cell was" : "cells were"} left out: computed, not edited here yet, or behind the last record
      that is shown.
    </p>
  );
}

// What was written is read back a moment later; only then it can be taken back.
async function ended(planId) {
  for (let turn = 0; turn < MOST_TURNS; turn += 1) {
    const { data } = await ask("GET", `/changes/${planId}`);
    if (!data || data.status !== "applying") return;
    await new Promise((resolve) => setTimeout(resolve, TURN_MS));
  }
}

export function useManyCells({ base, table }, edits) {
  const [planId, setPlanId] = useState("");
  const [problem, setProblem] = useState(null);
  const [left, setLeft] = useState(0);
  const [isRemoving, setRemoving] = useState(false);

  async function propose(operations) {
    const { data, problem: wrong } = await ask("POST", "/changes", { body: { base, operations } });
    setProblem(wrong ?? null);
    if (data) setPlanId(data.id);
  }

  // So many cells are not among them.
  async function plan(cells, count) {
    setLeft(count);
    await propose(operationsOf(table, cells));
  }

  function remove(recordId) {
    setRemoving(true);
    return propose([{ kind: "delete", table, record_id: recordId }]);
  }

  // What was written last is taken back at once, unless somebody else has to agree.
  async function undo() {
    const last = edits.saved.pop();
    if (!last) return;
    edits.undoing(true);
    await ended(last);
    const { data, problem: wrong } = await ask("POST", `/changes/${last}/undo`);
    const agreed = data && (await ask("POST", `/changes/${data.id}/approve`, { body: { digest: data.digest } }));
    setProblem(wrong ?? agreed?.problem ?? null);
    if (wrong) edits.saved.push(last);
    if (agreed?.problem) setPlanId(data.id);
    await edits.rows.refresh();
    edits.undoing(false);
  }

  function close() {
    setPlanId("");
    setRemoving(false);
    edits.rows.refresh();
  }

  return { planId, problem, plan, remove, isRemoving, undo, close, left, leaveOut: setLeft };
}

export function PlanDialog({ planId, news, onClose }) {
  return (
    <Modal open={planId !== ""} onClose={onClose} label="What will change" className="plan-dialog">
      {planId ? <DiffCard planId={planId} news={news} onDecided={onClose} /> : null}
    </Modal>
  );
}
