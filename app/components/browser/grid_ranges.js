// Which cells of the grid are meant, and what is to stand in them.
import { begun, textOf } from "./cell_values.js";

const placesFrom = (first, count) => Array.from({ length: count }, (_, at) => first + at);

// Heads of groups stand between the records and hold no cells.
const recordsFrom = (first, count, rows) => placesFrom(first, count).filter((row) => !rows.groupAt(row));

// What a spreadsheet gives for a cell: check marks are words there.
const typedOf = (field, text) => (field.family === "checkbox" ? /^(true|yes|checked|1|x|✓)$/i.test(text.trim()) : text);

const emptyOf = ({ family }) => (family === "checkbox" ? false : family === "selects" || family === "links" ? [] : "");

// Every function gives a list of `{field, record, typed}`; a record that was not read yet is undefined.
export function cleared({ x, y, width, height }, shown, rows) {
  return recordsFrom(y, height, rows).flatMap((row) =>
    placesFrom(x, width).map((column) => ({ field: shown[column], record: rows.at(row), typed: emptyOf(shown[column]) })),
  );
}

export function pasted([column, row], lines, shown, rows) {
  const heads = placesFrom(row, lines.length).filter((place) => rows.groupAt(place)).length;
  const places = recordsFrom(row, lines.length + heads, rows);
  return lines.flatMap((texts, down) =>
    texts.slice(0, shown.length - column).map((text, across) => {
      const field = shown[column + across];
      return { field, record: rows.at(places[down]), typed: typedOf(field, text) };
    }),
  );
}

// The cells of `destination` with those of `source` again and again, column under column and row beside row.
export function filled(source, destination, shown, rows, editOf) {
  const inside = ({ x, y, width, height }, column, row) => column >= x && column < x + width && row >= y && row < y + height;
  const wrap = (place, first, count) => first + ((((place - first) % count) + count) % count);
  return recordsFrom(destination.y, destination.height, rows).flatMap((row) =>
    placesFrom(destination.x, destination.width)
      .filter((column) => !inside(source, column, row))
      .map((column) => {
        const field = shown[column];
        const from = rows.at(wrap(row, source.y, source.height));
        const origin = shown[wrap(column, source.x, source.width)];
        const isSameField = origin.id === field.id;
        const value = from && (editOf(from, origin)?.typed ?? begun(origin, from.cells[origin.id]));
        return { field, record: from && rows.at(row), typed: isSameField || !from ? value : typedOf(field, textOf(value)) };
      }),
  );
}

// Ctrl+D: the first row of the range into the others; of a single row, the row above into it.
export function downFrom({ x, y, width, height }) {
  if (height === 1 && y === 0) return null;
  const first = height > 1 ? y : y - 1;
  return { source: { x, y: first, width, height: 1 }, destination: { x, y: first, width, height: Math.max(height, 2) } };
}
