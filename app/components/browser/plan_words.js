// How plans and their rows are called, with a hue and an icon, so that colour is never alone.
import {
  Ban,
  BadgeCheck,
  Check,
  CircleAlert,
  CircleDashed,
  CircleHelp,
  CircleX,
  Clock,
  FileDiff,
  LoaderCircle,
  Shield,
} from "lucide-react";

export const PLAN_STATES = {
  draft: ["Draft", "gray", FileDiff],
  pending: ["Waits for approval", "amber", Clock],
  applying: ["Being made", "blue", LoaderCircle],
  applied: ["Verified", "green", BadgeCheck],
  partly: ["Partly made", "amber", CircleAlert],
  failed: ["Not made", "red", CircleX],
  denied: ["Declined", "gray", Ban],
  expired: ["Expired", "gray", Clock],
};

export const ROW_STATES = {
  planned: ["Planned", "gray", CircleDashed],
  invalid: ["Left out", "red", CircleX],
  dropped: ["Left out", "gray", Ban],
  sending: ["Being written", "blue", LoaderCircle],
  applied: ["Written", "blue", Check],
  verified: ["Verified", "green", BadgeCheck],
  differs: ["Differs", "red", CircleAlert],
  kept: ["Kept", "amber", Shield],
  failed: ["Failed", "red", CircleX],
  unknown: ["Unknown", "amber", CircleHelp],
};

export const KINDS = {
  create: "New",
  update: "Changed",
  replace: "Changed",
  delete: "Deleted",
  comment: "Comment",
  delete_comment: "Comment removed",
  attach: "File",
  create_table: "New table",
  update_table: "Table changed",
  create_field: "New field",
  update_field: "Field changed",
};

// The same before it happens.
const PLANNED = { update: "Change", replace: "Change", delete: "Delete", delete_comment: "Remove comment", update_table: "Change table", update_field: "Change field" };

export const kindOf = (row) => (row.state === "planned" && PLANNED[row.kind]) || KINDS[row.kind] || row.kind;

export const DOORS = {
  rest: "REST",
  web: "the app",
  chat: "chat",
  mcp: "MCP",
  schedule: "a schedule",
  job: "a worker",
};

const count = (number, one, many) => `${number.toLocaleString()} ${number === 1 ? one : many}`;

// Such as "3 records, 7 cells".
export function amount({ create, update, delete: gone, cells, comments, files, schema_changes: schema }) {
  const records = create + update + gone;
  const parts = [];
  if (records) parts.push(count(records, "record", "records"));
  if (cells) parts.push(count(cells, "cell", "cells"));
  if (comments) parts.push(count(comments, "comment", "comments"));
  if (files) parts.push(count(files, "file", "files"));
  if (schema) parts.push(count(schema, "change of tables or fields", "changes of tables or fields"));
  return parts.join(", ") || "nothing";
}

// What became of the rows, such as "12 verified, 1 kept"; empty before anything happened.
export function outcome({ verified, applied, differs, kept, failed, unknown, open }) {
  const parts = [
    [verified, "verified"],
    [applied, "written"],
    [differs, "differ"],
    [kept, "kept"],
    [failed, "failed"],
    [unknown, "unknown"],
  ];
  const said = parts.filter(([number]) => number).map(([number, word]) => `${number.toLocaleString()} ${word}`);
  if (said.length && open) said.push(`${open.toLocaleString()} to do`);
  return said.join(", ");
}
