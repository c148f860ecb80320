// What the address of the page Tables says: base, table, search, order, filter, shown fields, groups, look, numbers at the foot, the view,
// the view at Airtable, and the record that is open. A link with it opens the same thing for whoever may see it.
import { useMemo } from "react";
import { useSearchParams } from "react-router";
import { COLOURS, MOST_RULES } from "./colours.js";

export const tableAddress = (base, table) => `/tables/?b=${base}&t=${table}`;

function readJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const isFilter = (found) => Array.isArray(found?.conditions) && found.conditions.length > 0;

function readWhere(text) {
  const found = readJson(text);
  return isFilter(found) ? found : null;
}

function readColours(text) {
  const found = readJson(text);
  return Array.isArray(found) ? found.filter((rule) => COLOURS[rule?.color] && isFilter(rule.where)).slice(0, MOST_RULES) : [];
}

export const readSort = (text) =>
  text ? text.split(",").map((key) => ({ field: key.replace(/^-/, ""), descending: key.startsWith("-") })) : [];

const readAddress = (params) => ({
  base: params.get("b") ?? "",
  table: params.get("t") ?? "",
  search: params.get("q") ?? "",
  sort: params.get("s") ?? "",
  where: readWhere(params.get("w")),
  record: params.get("r") ?? "",
  fields: (params.get("f") ?? "").split(",").filter(Boolean),
  numbers: params.get("n") ?? "",
  group: params.get("g") ?? "",
  height: params.get("h") ?? "",
  colour: params.get("c") ?? "",
  colours: readColours(params.get("m")),
  view: params.get("v") ?? "",
  airtableView: params.get("a") ?? "",
});

// What is asked of the records.
export const questionOf = ({ base, table, sort, search, where, airtableView: view }) => ({
  base,
  table,
  sort: readSort(sort),
  search,
  ...(where ? { where } : {}),
  ...(view ? { view } : {}),
});

// What is asked of each page of them: which colour they have.
export const marksOf = ({ colours }) => (colours.length ? { marks: colours.map(({ where }) => where) } : {});

// What the address of this moment says, before anything is drawn; null elsewhere.
export const addressNow = () =>
  typeof window !== "undefined" && window.location.pathname.startsWith("/tables")
    ? readAddress(new URLSearchParams(window.location.search))
    : null;

// What is looked at, and a way to change parts of it; null and "" take a part away.
export function useTableAddress() {
  const [params, setParams] = useSearchParams();
  const text = params.toString();
  const looked = useMemo(() => readAddress(params), [text]);

  function look(changes, { replace = false } = {}) {
    setParams(
      (known) => {
        const wanted = new URLSearchParams(known);
        for (const [name, value] of Object.entries(changes)) {
          if (value) wanted.set(name, typeof value === "string" ? value : JSON.stringify(value));
          else wanted.delete(name);
        }
        return wanted;
      },
      { replace },
    );
  }

  return [looked, look];
}
