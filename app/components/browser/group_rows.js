// Rows of a table in groups: each group has a head with its exact numbers, and its records below while it is open.
import { useCallback, useEffect, useMemo, useState } from "react";
import { useNews } from "./reading.js";
import { ask } from "./rest.js";
import { RowWindow } from "./row_window.js";

const MOST_GROUPS = 500;
const BUCKETS = { day: 1, week: 7 };

export const BUCKET_WORDS = { day: "day", week: "week", month: "month", quarter: "quarter", year: "year" };

// Fields of which every record has one value, so that each record stands in one group.
export const canGroup = ({ family, is_single: isSingle }) =>
  ["select", "checkbox", "number", "date", "datetime"].includes(family) || (family === "links" && isSingle);

// Such as {field: "fld1", bucket: "month"} for "fld1:month".
export function readGroup(text, fields) {
  const [id, bucket] = text.split(":");
  const field = fields.find((each) => each.id === id);
  if (!field || !canGroup(field)) return null;
  return { field, bucket: field.family.startsWith("date") && BUCKET_WORDS[bucket] ? bucket : "" };
}

const iso = (day) => day.toISOString().slice(0, 10);

// The first day behind a bucket that begins on this one.
function endOf(start, bucket) {
  const day = new Date(`${start}T00:00:00Z`);
  if (BUCKETS[bucket]) day.setUTCDate(day.getUTCDate() + BUCKETS[bucket]);
  else if (bucket === "year") day.setUTCFullYear(day.getUTCFullYear() + 1);
  else day.setUTCMonth(day.getUTCMonth() + (bucket === "quarter" ? 3 : 1));
  return iso(day);
}

// The conditions that exactly the records of a group pass.
export function conditionsOf({ field, bucket }, raw) {
  const at = { field: field.id };
  if (field.family === "checkbox") return [{ ...at, op: "is", value: raw === "true" }];
  if (raw === null) return [{ ...at, op: "is_empty" }];
  if (bucket) return [{ ...at, op: "gte", value: raw }, { ...at, op: "lt", value: endOf(raw, bucket) }];
  if (field.family === "links" && raw.includes(", ")) return [{ ...at, op: "has_all_of", value: raw.split(", ") }];
  return [{ ...at, op: "is", value: raw }];
}

const within = (where, conditions) => ({ match: "all", conditions: [...(where ? [where] : []), ...conditions] });

// Behaves as a RowWindow; `groupAt` tells the head that stands at a place, and `toggle` opens and closes it.
class GroupedRows {
  constructor({ question, grouping, metrics, readPage, size, shut, onChange }) {
    Object.assign(this, { question, grouping, metrics, readPage, size, shut, onChange });
    this.groups = null;
    this.windows = new Map();
    this.problem = null;
    this.facts = null;
    this.total = null;
    this.isOver = false;
    this.sight = [0, 0];
    this.turn = 0;
  }

  get isRead() {
    return this.groups !== null;
  }

  get length() {
    const [last] = this.groups?.slice(-1) ?? [];
    return last ? last.start + 1 + this.sizeOf(last) : 0;
  }

  sizeOf(group) {
    return this.shut.has(group.key) ? 0 : (this.windows.get(group.key)?.total ?? group.rows);
  }

  place(place) {
    let [low, high] = [0, (this.groups?.length ?? 0) - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.groups[middle].start <= place) low = middle;
      else high = middle - 1;
    }
    return this.groups?.[low];
  }

  groupAt(place) {
    const group = this.place(place);
    return group?.start === place ? { ...group, isShut: this.shut.has(group.key) } : null;
  }

  at(place) {
    const group = this.place(place);
    return group && group.start !== place ? this.windows.get(group.key)?.at(place - group.start - 1) : undefined;
  }

  find(id) {
    for (const window of this.windows.values()) {
      const found = window.find(id);
      if (found) return found;
    }
    return null;
  }

  toggle(group) {
    if (!this.shut.delete(group.key)) this.shut.add(group.key);
    this.changed();
    this.ensure(...this.sight);
  }

  // Heads stand where the records before them end.
  changed() {
    let start = 0;
    for (const group of this.groups ?? []) {
      group.start = start;
      start += 1 + this.sizeOf(group);
    }
    this.onChange();
  }

  async readGroups() {
    this.turn += 1;
    const { turn, grouping } = this;
    const { base, table, where } = this.question;
    const groupBy = [{ field: grouping.field.id, ...(grouping.bucket ? { bucket: grouping.bucket } : {}) }];
    const body = { base, table, metrics: [{ fn: "count" }, ...this.metrics], group_by: groupBy, ...(where ? { where } : {}) };
    const { data, problem } = await ask("POST", "/aggregates", { body });
    if (this.isOver || turn !== this.turn) return;
    if (data?.groups.length > MOST_GROUPS) {
      this.problem = { code: "invalid_input", detail: `${grouping.field.name} has ${data.groups.length.toLocaleString()} groups. Group by a field with fewer values.` };
      this.onChange();
      return;
    }
    this.problem = problem ?? null;
    if (data) this.keep(data);
    this.changed();
    this.ensure(...this.sight);
  }

  keep({ groups, rows_matched: matched, where_text: whereText, read_at: readAt }) {
    this.groups = groups.map(({ keys: [{ raw, label, color }], rows, measures }) => ({
      key: raw ?? "",
      raw,
      label,
      color,
      rows,
      measures: measures.slice(1),
    }));
    this.total = matched;
    this.facts = { readAt, whereText };
  }

  windowOf(group) {
    if (!this.windows.has(group.key)) {
      const where = within(this.question.where, conditionsOf(this.grouping, group.raw));
      const read = this.readPage({ ...this.question, where });
      this.windows.set(group.key, new RowWindow(read, this.size, () => this.changed()));
    }
    return this.windows.get(group.key);
  }

  ensure(first, last) {
    this.sight = [first, last];
    for (const group of this.groups ?? []) {
      const [from, to] = [first - group.start - 1, last - group.start - 1];
      const rows = this.sizeOf(group);
      if (rows && to >= 0 && from < rows) this.windowOf(group).ensure(Math.max(0, from), Math.min(rows - 1, to));
    }
  }

  // What is in sight is read again, and so are the numbers; the other groups forget what they had.
  async refresh() {
    const [first, last] = this.sight;
    const seen = (this.groups ?? []).filter((group) => group.start <= last && group.start + this.sizeOf(group) >= first);
    for (const [key, window] of this.windows) {
      if (seen.some((group) => group.key === key)) continue;
      window.end();
      this.windows.delete(key);
    }
    await Promise.all([this.readGroups(), ...seen.map((group) => this.windows.get(group.key)?.refresh())]);
  }

  end() {
    this.isOver = true;
    for (const window of this.windows.values()) window.end();
  }
}

// Null while `grouping` is. `shut` groups stay shut while the page is open, whatever is filtered.
export function useGroupedRows({ question, marks, grouping, metrics, readPage, size, news }) {
  const [version, setVersion] = useState(0);
  const name = grouping ? `${grouping.field.id}:${grouping.bucket}` : "";
  const shut = useMemo(() => new Set(), [name]);
  const rows = useMemo(
    () =>
      grouping
        ? new GroupedRows({ question, grouping, metrics, readPage, size, shut, onChange: () => setVersion((known) => known + 1) })
        : null,
    [JSON.stringify([question, marks, metrics]), name],
  );
  useEffect(() => {
    rows?.readGroups();
    return () => rows?.end();
  }, [rows]);
  useNews(news, useCallback(() => rows?.refresh(), [rows]));
  return [rows, version];
}
