// A table as text for spreadsheets. A cell that begins like a formula would be run there; an apostrophe keeps
// it text. A plain number may keep its sign.
const FORMULA = /^\s*[=+\-@\t\r]/;
const NUMBER = /^[+-]?[\d.,\s]+%?$/;

export const harmless = (text) => (FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text);

const csvCell = (text) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const tsvCell = (text) => text.replace(/[\t\r\n]+/g, " ");

function lines({ columns, rows, footer }, cell, separator) {
  const texts = [columns.map(({ name }) => name), ...[...rows, footer].map((row) => row.map(({ text }) => text))];
  return texts.filter((row) => row.length).map((row) => row.map((text) => cell(harmless(text))).join(separator));
}

export const toTsv = (table) => lines(table, tsvCell, "\t").join("\n");

// The mark at the beginning tells spreadsheets that the file is UTF-8.
export const toCsv = (table) => "\ufeff" + lines(table, csvCell, ",").join("\r\n");

export function fileName(title) {
  const words = title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-");
  return `${words.replace(/^-|-$/g, "") || "table"}.csv`;
}
