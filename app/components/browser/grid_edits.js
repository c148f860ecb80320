// Edits of cells in the grid: shown at once, written one request at a time, and kept until they are saved or given up.
import { useEffect, useMemo, useState } from "react";
import { asSeen, asValue, begun, canEdit, holds, isSame } from "./cell_values.js";
import { keepCells, readCells } from "./drafts.js";
import { ask } from "./rest.js";

// The service writes so many records in one call, and so many are written before the reply comes.
const MOST_AT_ONCE = 10;
const AGAIN_MS = 3000;
const DONE = new Set(["applied", "verified", "dropped"]);
const OPEN = new Set(["planned", "sending"]);
const MOST_TURNS = 150;
const TURN_MS = 400;
const UNDERWAY = new Set(["waiting", "sending", "behind", "unsent"]);
const keyOf = (recordId, fieldId) => `${recordId} ${fieldId}`;

// Everything that waits, together as far as one request may go. A record stands in it once.
function batchOf(edits) {
  const records = new Map();
  for (const edit of edits) {
    if (edit.state !== "waiting") continue;
    if (!records.has(edit.recordId) && records.size === MOST_AT_ONCE) break;
    records.set(edit.recordId, [...(records.get(edit.recordId) ?? []), edit]);
  }
  return records;
}

// The rows of a plan once each was written or not: another write may be at work on a record, and this one waits for it.
async function ended(planId, rows) {
  let found = rows;
  for (let turn = 0; turn < MOST_TURNS && found.some(({ state }) => OPEN.has(state)); turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, TURN_MS));
    const { data } = await ask("GET", `/changes/${planId}/rows`);
    if (data) found = data.items;
  }
  return found;
}

class Edits {
  // `rows` is the RowWindow that is shown now; another filter or order has another one.
  constructor(place, onChange) {
    Object.assign(this, { place, onChange, rows: null });
    this.edits = new Map();
    this.saved = [];
    this.isSending = false;
  }

  of(recordId, fieldId) {
    return this.edits.get(keyOf(recordId, fieldId));
  }

  // The first that needs an answer of the person.
  get asked() {
    return [...this.edits.values()].find(({ state }) => state === "stale" || state === "refused");
  }

  get count() {
    return [...this.edits.values()].filter(({ state }) => UNDERWAY.has(state)).length;
  }

  // What is typed into a cell. What was seen there goes along, so that nobody's change is written over unseen.
  put(field, record, typed) {
    const cell = record.cells[field.id];
    const before = this.of(record.id, field.id);
    if (!before && isSame(field, typed, begun(field, cell))) return;
    const seen = before?.seen !== undefined ? before.seen : (cell?.value ?? null);
    // One that is on its way is followed by this one, which then has seen what that one wrote.
    const follows = before?.state === "sending" ? before : (before?.follows ?? null);
    const name = record.cells[this.place.primaryId]?.text ?? "";
    const edit = { field, recordId: record.id, name, typed, seen, state: follows ? "behind" : "waiting", follows };
    this.edits.set(keyOf(record.id, field.id), edit);
    this.changed();
    this.send();
  }

  give(edit, changes) {
    Object.assign(edit, changes);
    this.changed();
    this.send();
  }

  drop(edit) {
    const key = keyOf(edit.recordId, edit.field.id);
    if (this.edits.get(key) === edit) this.edits.delete(key);
    if (edit.state === "stale") this.rows.refresh();
    this.changed();
    this.send();
  }

  changed() {
    const { person, base, table } = this.place;
    if (!person) return this.onChange();
    const kept = [...this.edits.values()].map(({ field, recordId, name, typed, seen }) => ({ fieldId: field.id, recordId, name, typed, seen }));
    keepCells(person, `${base} ${table}`, kept);
    return this.onChange();
  }

  // What an earlier page did not save. It may have been saved without a reply: then it is found there and goes.
  goOn(fields) {
    const { person, base, table } = this.place;
    for (const { fieldId, recordId, name, typed, seen } of readCells(person, `${base} ${table}`)) {
      const field = fields.find(({ id }) => id === fieldId);
      if (!field || !canEdit(field) || this.of(recordId, fieldId)) continue;
      this.edits.set(keyOf(recordId, fieldId), { field, recordId, name, typed, seen, state: "waiting", follows: null });
    }
    if (!this.edits.size) return;
    this.changed();
    this.send();
  }

  async send() {
    if (this.isSending) return;
    const records = batchOf(this.edits.values());
    if (!records.size) return;
    this.isSending = true;
    const sent = [...records.values()].flat();
    sent.forEach((edit) => Object.assign(edit, { state: "sending" }));
    this.changed();
    await this.written(records, sent);
    this.isSending = false;
    this.changed();
    this.send();
  }

  async written(records, sent) {
    const body = { base: this.place.base, table: this.place.table, records: [...records].map(asRecord) };
    const { data, problem } = await ask("PATCH", "/records", { body });
    if (data) return this.received(data, sent);
    if (problem.code === "unavailable" || problem.code === "busy") return this.later(sent);
    // Which of several it was is found by sending them one by one.
    if (sent.length > 1) {
      for (const edit of sent) await this.written(new Map([[edit.recordId, [edit]]]), [edit]);
      return undefined;
    }
    return problem.code === "conflict" ? this.stale(sent[0]) : this.refused(sent[0], problem);
  }

  async received({ plan, rows }, sent) {
    if (plan.status === "pending") {
      sent.forEach((edit) => this.refused(edit, { code: "waits", detail: "Somebody else has to approve it.", plan: plan.id }));
      return;
    }
    const states = new Map((await ended(plan.id, rows)).map((row) => [row.record_id, row]));
    const done = sent.filter((edit) => DONE.has(states.get(edit.recordId)?.state ?? "applied"));
    const left = sent.filter((edit) => !done.includes(edit));
    if (done.length) this.saved.push(plan.id);
    // The new values stand there before the typed ones go, so that nothing jumps.
    if (done.length) await this.rows.refresh();
    for (const edit of done) {
      this.leave(edit);
      this.release(edit, this.writtenBy(edit, states.get(edit.recordId)));
    }
    for (const edit of left) {
      const row = states.get(edit.recordId);
      if (row.state === "kept") await this.stale(edit);
      else this.refused(edit, { code: row.state, detail: row.sentence || "It is not written yet. Look at its receipt.", plan: row.sentence ? "" : plan.id });
    }
  }

  // What the receipt says stands there now: the rows may just be read anew.
  writtenBy(edit, row) {
    const cell = row?.cells.find(({ field_id: id }) => id === edit.field.id);
    return cell ? cell.after : (this.recordOf(edit)?.cells[edit.field.id]?.value ?? null);
  }

  leave(edit) {
    const key = keyOf(edit.recordId, edit.field.id);
    if (this.edits.get(key) === edit) this.edits.delete(key);
  }

  // What was typed meanwhile over an edit goes now, whatever became of that one. It has seen what stands there by now.
  release(edit, seen, state = "waiting") {
    const behind = this.of(edit.recordId, edit.field.id);
    if (behind?.follows === edit) Object.assign(behind, { state, follows: null, seen });
  }

  recordOf({ recordId }) {
    return this.rows.find(recordId);
  }

  async stale(edit) {
    const at = new URLSearchParams({ base: this.place.base, table: this.place.table });
    const { data, problem } = await ask("GET", `/records/${edit.recordId}?${at}`);
    if (!data) return this.refused(edit, problem);
    const theirs = data.record.cells[edit.field.id] ?? { value: null, text: "" };
    this.release(edit, edit.seen);
    // A reply that was lost on its way may have been a success.
    if (!holds(edit.field, theirs, edit.typed)) return Object.assign(edit, { state: "stale", theirs });
    await this.rows.refresh();
    return this.leave(edit);
  }

  refused(edit, problem) {
    this.release(edit, edit.seen);
    Object.assign(edit, { state: "refused", problem });
  }

  later(sent) {
    for (const edit of sent) {
      edit.state = "unsent";
      this.release(edit, edit.seen, "unsent");
    }
    setTimeout(() => {
      for (const edit of this.edits.values()) if (edit.state === "unsent") edit.state = "waiting";
      this.send();
    }, AGAIN_MS);
  }

  get isAway() {
    return [...this.edits.values()].some(({ state }) => state === "unsent");
  }
}

function asRecord([id, edits]) {
  return {
    id,
    cells: Object.fromEntries(edits.map(({ field, typed }) => [field.id, asValue(field, typed)])),
    seen: Object.fromEntries(edits.map(({ field, seen }) => [field.id, asSeen(field, seen)])),
  };
}

// The edits of a table, with a number that rises whenever something changed. They outlive another filter or order.
export function useGridEdits({ person, base, table, primaryId, fields }, rows) {
  const [version, setVersion] = useState(0);
  const edits = useMemo(
    () => new Edits({ person: "", base, table, primaryId }, () => setVersion((number) => number + 1)),
    [base, table, primaryId],
  );
  edits.rows = rows;
  // Who it is comes a moment after the page.
  useEffect(() => {
    edits.place.person = person;
    if (person) edits.goOn(fields);
  }, [edits, person]);

  useEffect(() => {
    const warn = (event) => edits.edits.size && event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [edits]);
  return [edits, version];
}
