// What the person can take back in this base and make again: edits, pastes, what the chat and imports wrote. The server
// knows it, so it outlives a reload and is the same in every tab.
import { useEffect, useRef, useState } from "react";
import { useReading } from "./reading.js";
import { ask } from "./rest.js";

const MOST_TURNS = 50;
const TURN_MS = 300;
// So many records are taken back at once; more are seen as a plan first, and so is what leaves anything as it is.
const AT_ONCE = 10;
const NOTHING = { undo: [], redo: [] };

const pause = () => new Promise((resolve) => setTimeout(resolve, TURN_MS));

// What was written is read back a moment later; only then it can be taken back.
async function ended(planId) {
  for (let turn = 0; turn < MOST_TURNS; turn += 1) {
    const { data } = await ask("GET", `/changes/${planId}`);
    if (!data || data.status !== "applying") return;
    await pause();
  }
}

async function settled(edits) {
  for (let turn = 0; turn < MOST_TURNS && edits.count; turn += 1) await pause();
}

async function takenBack(planId) {
  await ended(planId);
  const { data: plan, problem } = await ask("POST", `/changes/${planId}/undo`);
  if (!plan) return { problem };
  if (plan.progress.open > AT_ONCE || plan.progress.dropped) return { plan };
  const agreed = await ask("POST", `/changes/${plan.id}/approve`, { body: { digest: plan.digest } });
  return agreed.problem ? { plan, problem: agreed.problem } : { done: agreed.data };
}

const typesInto = ({ target }) => target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);

const KEYS = { "z": "undo", "shift+z": "redo", "y": "redo" };

// `onPlan` shows a plan that has to be seen first. Gives the steps, what is under way ("undo", "redo" or ""), what went
// wrong, and `go` with "undo" or "redo".
export function useUndoStack({ base, canWrite, news, edits, onPlan }) {
  const path = canWrite ? `/changes/stack?base=${encodeURIComponent(base)}` : "";
  const { data, read } = useReading(path, news);
  const [busy, setBusy] = useState("");
  const [problem, setProblem] = useState(null);
  // Steps of which nothing is left to be taken back; the one below is next then.
  const passed = useRef(new Set());
  const isBusy = useRef(false);
  const left = (steps) => steps.filter(({ id }) => !passed.current.has(id));
  const { undo, redo } = data ?? NOTHING;

  async function step(kind) {
    await settled(edits);
    const { data: now, problem: lost } = await ask("GET", path);
    const [top] = left((now ?? NOTHING)[kind]);
    if (!top) return { problem: lost ?? { code: "conflict", detail: kind === "undo" ? "There is nothing to take back." : "There is nothing to make again." } };
    const outcome = await takenBack(top.id);
    if (outcome.problem?.code === "conflict" && !outcome.plan) passed.current.add(top.id);
    return outcome;
  }

  async function go(kind) {
    if (isBusy.current || !canWrite) return;
    isBusy.current = true;
    setBusy(kind);
    const outcome = await step(kind);
    edits.saved = [];
    setProblem(outcome.problem ?? null);
    if (outcome.plan) onPlan(outcome.plan.id);
    await Promise.all([edits.rows.refresh(), read()]);
    isBusy.current = false;
    setBusy("");
  }

  useEffect(() => {
    function onKeyDown(event) {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || typesInto(event) || document.querySelector("dialog[open]")) return;
      const kind = KEYS[(event.shiftKey ? "shift+" : "") + event.key.toLowerCase()];
      if (!kind) return;
      event.preventDefault();
      go(kind);
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  });

  return { undo: left(undo), redo: left(redo), busy, problem, go };
}
