// Changes of more than one cell: seen as a plan before anything is written.
import { useState } from "react";
import { asValue } from "./cell_values.js";
import { later } from "./later.jsx";
import { Modal } from "./modal.jsx";
import { ask } from "./rest.js";

const DiffCard = later("The plan", () => import("./diff_card.jsx").then(({ DiffCard: Card }) => Card));

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

  function close() {
    setPlanId("");
    setRemoving(false);
    edits.rows.refresh();
  }

  return { planId, problem, plan, propose, show: setPlanId, remove, isRemoving, close, left, leaveOut: setLeft };
}

export function PlanDialog({ planId, news, onClose }) {
  return (
    <Modal open={planId !== ""} onClose={onClose} label="What will change" className="plan-dialog">
      {planId ? <DiffCard planId={planId} news={news} onDecided={onClose} /> : null}
    </Modal>
  );
}
