// From a record's cell to a cell of the grid: what is drawn and copied. Editors are not the grid's own.
import { GridCellKind, getMiddleCenterBias } from "@glideapps/glide-data-grid";
import { textOf } from "./cell_values.js";
import { fileAddress, isPicture } from "./files.js";

const PILL_HEIGHT = 20;
const PILL_PAD = 8;

const PILLED = new Set(["select", "selects", "links"]);
const PEOPLE = new Set(["singleCollaborator", "multipleCollaborators", "createdBy", "lastModifiedBy"]);

const listOf = (value) => (Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]);
const nameOf = (item) => (typeof item === "object" ? (item.name ?? item.email ?? "") : String(item));

// Pictures small, other files by their names. The address of a picture that is too old would cost a call to Airtable.
function files(record, cell, place) {
  const shown = cell.value.map((file) => ({
    name: file.filename ?? "",
    url: isPicture(file) && !cell.is_stale ? fileAddress(place, record.id, file, "small") : "",
  }));
  return { kind: GridCellKind.Custom, data: { kind: "files", files: shown }, copyData: cell.text, allowOverlay: false };
}

function pills(field, cell, hues) {
  const data = { kind: "pills", pills: listOf(cell.value).map((item) => [nameOf(item), hues.get(nameOf(item)) ?? "gray"]) };
  return { kind: GridCellKind.Custom, data, copyData: cell.text, allowOverlay: false };
}

// What is typed stands in its cell until it is saved, and looks like it.
const LOOKS = { stale: "asked", refused: "asked" };

function typedCell(field, { typed, state }) {
  const look = { themeOverride: { look: LOOKS[state] ?? "typed" } };
  if (field.family === "checkbox") {
    return { kind: GridCellKind.Boolean, data: typed, allowOverlay: false, readonly: true, ...look };
  }
  const text = textOf(typed);
  return { kind: GridCellKind.Text, data: text, displayData: text.split("\n", 1)[0], copyData: text, allowOverlay: false, ...look };
}

// `edit` is what is typed there and not saved yet. `hues` are the hues of the field's choices by name; in high rows
// texts stand in several lines.
export function gridCell(field, record, edit, { place, hues, isHigh }) {
  if (!record) return { kind: GridCellKind.Loading, allowOverlay: false, skeletonWidth: 70, skeletonWidthVariability: 40 };
  if (edit) return typedCell(field, edit);
  const cell = record.cells[field.id];
  if (field.family === "checkbox") {
    return { kind: GridCellKind.Boolean, data: Boolean(cell?.value), allowOverlay: false, readonly: true };
  }
  const isComputed = !field.is_writable;
  if (cell && (PILLED.has(field.family) || PEOPLE.has(field.type))) return { ...pills(field, cell, hues), readonly: isComputed };
  if (cell && field.type === "rating") {
    const stars = "★".repeat(cell.value);
    return { kind: GridCellKind.Text, data: cell.text, displayData: stars, copyData: cell.text, allowOverlay: false };
  }
  if (cell && field.type === "multipleAttachments") return files(record, cell, place);
  const text = cell?.text ?? "";
  return {
    kind: GridCellKind.Text,
    data: text,
    displayData: isHigh ? text : text.split("\n", 1)[0],
    allowWrapping: isHigh,
    readonly: isComputed,
    copyData: text,
    allowOverlay: false,
    // Texts begin on the side on which their letters do.
    contentAlign: field.family === "number" ? "right" : undefined,
  };
}

// What stands in the head of a group: its value and how many records it has, and the numbers of the fields that have
// some, such as "Sum $1,200".
export function groupCell(column, field, group, words, hue) {
  const look = { themeOverride: { look: "group" }, allowOverlay: false };
  if (column === 0) {
    const data = { kind: "group", isShut: group.isShut, label: group.label, hue, count: group.rows.toLocaleString() };
    return { kind: GridCellKind.Custom, data, copyData: group.label, ...look };
  }
  const text = words.join(", ");
  return { kind: GridCellKind.Text, data: text, displayData: text, copyData: text, contentAlign: field.family === "number" ? "right" : undefined, ...look };
}

function drawGroup({ ctx, rect, theme }, { data }) {
  const middle = rect.y + rect.height / 2;
  const bias = getMiddleCenterBias(ctx, theme);
  let x = rect.x + theme.cellHorizontalPadding;
  ctx.fillStyle = theme.textMedium;
  ctx.beginPath();
  const corners = data.isShut ? [[2, -4], [7, 0], [2, 4]] : [[0, -2], [8, -2], [4, 3]];
  corners.forEach(([right, down], at) => (at ? ctx.lineTo(x + right, middle + down) : ctx.moveTo(x + right, middle + down)));
  ctx.fill();
  x += 16;
  ctx.font = `600 13px ${theme.fontFamily}`;
  const room = rect.x + rect.width - x - 48;
  const width = Math.min(ctx.measureText(data.label).width, room);
  if (data.hue) {
    ctx.fillStyle = theme.hues[data.hue].soft;
    ctx.beginPath();
    ctx.roundRect(x - 2, middle - PILL_HEIGHT / 2, width + 2 * PILL_PAD - 4, PILL_HEIGHT, 6);
    ctx.fill();
    x += PILL_PAD - 4;
  }
  ctx.save();
  ctx.beginPath();
  ctx.rect(x, rect.y, width, rect.height);
  ctx.clip();
  ctx.fillStyle = data.hue ? theme.hues[data.hue].text : theme.textDark;
  ctx.fillText(data.label, x, middle + bias);
  ctx.restore();
  ctx.font = `400 12px ${theme.fontFamily}`;
  ctx.fillStyle = theme.textMedium;
  ctx.fillText(data.count, x + width + (data.hue ? PILL_PAD + 4 : 8), middle + bias);
  return true;
}

function drawPills({ ctx, rect, theme }, { data }) {
  const left = rect.x + theme.cellHorizontalPadding;
  const right = rect.x + rect.width - 4;
  const middle = rect.y + rect.height / 2;
  let x = left;
  ctx.font = `500 12px ${theme.fontFamily}`;
  for (const [name, hue] of data.pills) {
    const width = ctx.measureText(name).width + 2 * PILL_PAD;
    if (x + width > right && x > left) break;
    ctx.fillStyle = theme.hues[hue].soft;
    ctx.beginPath();
    ctx.roundRect(x, middle - PILL_HEIGHT / 2, Math.min(width, right - x), PILL_HEIGHT, 6);
    ctx.fill();
    ctx.fillStyle = theme.hues[hue].text;
    ctx.fillText(name, x + PILL_PAD, middle + getMiddleCenterBias(ctx, theme));
    x += width + 4;
  }
  return true;
}

// As much of the middle of a picture as fills its square.
function drawPicture(ctx, image, x, y, side) {
  const cut = Math.min(image.naturalWidth, image.naturalHeight);
  ctx.save();
  ctx.beginPath();
  ctx.roundRect(x, y, side, side, 4);
  ctx.clip();
  ctx.drawImage(image, (image.naturalWidth - cut) / 2, (image.naturalHeight - cut) / 2, cut, cut, x, y, side, side);
  ctx.restore();
}

function drawFiles({ ctx, rect, theme, imageLoader, col, row }, { data }) {
  const side = rect.height - 8;
  const right = rect.x + rect.width - 4;
  const middle = rect.y + rect.height / 2;
  let x = rect.x + theme.cellHorizontalPadding;
  ctx.font = `500 12px ${theme.fontFamily}`;
  for (const { name, url } of data.files) {
    const room = right - x;
    if (room < side) break;
    const image = url && imageLoader.loadOrGetImage(url, col, row);
    const width = url ? side : Math.min(ctx.measureText(name).width + 2 * PILL_PAD, room);
    ctx.fillStyle = theme.hues.gray.soft;
    ctx.beginPath();
    if (url) ctx.roundRect(x, rect.y + 4, side, side, 4);
    else ctx.roundRect(x, middle - PILL_HEIGHT / 2, width, PILL_HEIGHT, 6);
    ctx.fill();
    if (image) drawPicture(ctx, image, x, rect.y + 4, side);
    else if (!url) drawWords(ctx, theme, name, x + PILL_PAD, middle, width - 2 * PILL_PAD);
    x += width + 4;
  }
  return true;
}

function drawWords(ctx, theme, words, x, middle, width) {
  ctx.save();
  ctx.beginPath();
  ctx.rect(x, middle - PILL_HEIGHT / 2, width, PILL_HEIGHT);
  ctx.clip();
  ctx.fillStyle = theme.hues.gray.text;
  ctx.fillText(words, x, middle + getMiddleCenterBias(ctx, theme));
  ctx.restore();
}

export const RENDERERS = [
  { kind: GridCellKind.Custom, isMatch: ({ data }) => data.kind === "files", draw: drawFiles },
  { kind: GridCellKind.Custom, isMatch: ({ data }) => data.kind === "pills", draw: drawPills },
  { kind: GridCellKind.Custom, isMatch: ({ data }) => data.kind === "group", draw: drawGroup },
];

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// A canvas knows no CSS variables, so the look is read from them, again when the theme is switched.
export function readTheme() {
  const hues = Object.fromEntries(
    ["gray", "blue", "violet", "red", "green", "amber"].map((hue) => [
      hue,
      { soft: token(`--${hue}-soft`), text: token(`--${hue}-text`) },
    ]),
  );
  return {
    hues,
    looks: {
      typed: { textDark: token("--fg-3") },
      found: { bgCell: token("--amber-soft") },
      fresh: { bgCell: token("--green-soft") },
      group: { bgCell: token("--surface-2"), textDark: token("--fg-2"), baseFontStyle: "500 12px" },
      asked: { bgCell: token("--amber-soft"), textDark: token("--amber-text") },
    },
    accentColor: token("--accent"),
    accentLight: token("--accent-soft"),
    accentFg: token("--on-accent"),
    textDark: token("--fg"),
    textMedium: token("--fg-2"),
    textLight: token("--fg-3"),
    textHeader: token("--fg-2"),
    textHeaderSelected: token("--on-accent"),
    bgIconHeader: token("--fg-3"),
    fgIconHeader: token("--surface"),
    bgCell: token("--surface"),
    bgCellMedium: token("--surface-2"),
    bgHeader: token("--surface-2"),
    bgHeaderHasFocus: token("--surface-3"),
    bgHeaderHovered: token("--surface-3"),
    bgBubble: token("--surface-3"),
    bgSearchResult: token("--amber-soft"),
    borderColor: token("--line"),
    horizontalBorderColor: token("--line"),
    linkColor: token("--accent-text"),
    cellHorizontalPadding: 10,
    cellVerticalPadding: 3,
    headerFontStyle: "500 12px",
    baseFontStyle: "13px",
    fontFamily: token("--font") || "sans-serif",
    lineHeight: 1.4,
  };
}
