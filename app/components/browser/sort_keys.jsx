// The order of the records: a first key, and further ones for those that are alike in it.
import { ArrowDownUp } from "lucide-react";

const MOST_KEYS = 3;

// `sort` are ids of fields separated by commas, those from last to first with a minus before them.
export function SortKeys({ fields, sort, onSort }) {
  const keys = sort ? sort.split(",") : [];
  const shown = keys.length < MOST_KEYS ? [...keys, ""] : keys;

  function change(at, key) {
    const next = keys.map((known, place) => (place === at ? key : known));
    if (at === keys.length && key) next.push(key);
    onSort(next.filter(Boolean).join(","));
  }

  return (
    <span className="sort-field">
      <ArrowDownUp size={14} aria-hidden="true" />
      {shown.map((key, at) => (
        <select
          key={at}
          className="select-field"
          aria-label={at ? `Then by ${at}` : "Sort by"}
          value={key}
          onChange={(event) => change(at, event.target.value)}
        >
          <option value="">{at ? "Then by" : "No order"}</option>
          {fields
            .filter(({ id }) => keys.every((other, place) => place === at || other.replace(/^-/, "") !== id))
            .flatMap(({ id, name }) => [
              <option key={id} value={id}>
                {name}, first to last
              </option>,
              <option key={`-${id}`} value={`-${id}`}>
                {name}, last to first
              </option>,
            ])}
        </select>
      ))}
    </span>
  );
}
