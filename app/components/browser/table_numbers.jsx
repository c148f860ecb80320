// Exact numbers over all records that are shown, at the foot of the grid.
import { useEffect, useState } from "react";
import { Sigma, X } from "lucide-react";
import { Menu, MenuItem } from "./menu.jsx";
import { ask } from "./rest.js";

export const FUNCTIONS = [["sum", "Sum"], ["avg", "Average"], ["median", "Median"], ["min", "Smallest"], ["max", "Largest"]];
const MOST = 5;

export const readNumbers = (text) =>
  text ? text.split(",").map((part) => ({ fn: part.slice(0, part.indexOf(":")), field: part.slice(part.indexOf(":") + 1) })) : [];

// What the server calculated for exactly this question; nothing while it calculates another.
function useNumbers(question, metrics, version) {
  const key = JSON.stringify([question, metrics]);
  const [found, setFound] = useState({ key: "", totals: [], problem: null });
  useEffect(() => {
    if (!metrics.length) return undefined;
    let isOver = false;
    (async () => {
      const { base, table, where } = question;
      const { data, problem } = await ask("POST", "/aggregates", { body: { base, table, metrics, ...(where ? { where } : {}) } });
      if (!isOver) setFound({ key, totals: data?.totals ?? [], problem });
    })();
    return () => {
      isOver = true;
    };
  }, [key, version]);
  return found.key === key ? found : { totals: [], problem: null };
}

// `chosen` is what the address says: functions and fields. A search narrows the grid and no calculation.
export function TableNumbers({ fields, chosen, question, version, onChoose }) {
  const numbers = fields.filter(({ family }) => family === "number");
  const metrics = readNumbers(chosen).filter(({ field }) => numbers.some(({ id }) => id === field));
  const asked = question.search ? [] : metrics;
  const { totals, problem } = useNumbers(question, asked, version);
  const write = (list) => onChoose(list.map(({ fn, field }) => `${fn}:${field}`).join(","));
  const wordOf = ({ fn, field }) => `${FUNCTIONS.find(([name]) => name === fn)?.[1] ?? fn} of ${numbers.find(({ id }) => id === field).name}`;
  if (!numbers.length) return null;
  return (
    <span className="table-numbers">
      {question.search && metrics.length ? <span className="meta">No numbers while one searches</span> : null}
      {asked.map((metric, at) => (
        <span key={`${metric.fn} ${metric.field}`} className="table-number">
          {wordOf(metric)}: <strong>{problem ? problem.detail : (totals[at]?.text ?? "…")}</strong>
          <button
            type="button"
            className="query-chip-away"
            aria-label={`Leave out ${wordOf(metric)}`}
            title={`Leave out ${wordOf(metric)}`}
            onClick={() => write(metrics.filter((_, place) => place !== at))}
          >
            <X size={12} aria-hidden="true" />
          </button>
        </span>
      ))}
      {metrics.length < MOST ? (
        <Menu label="Add a number" icon={<Sigma size={14} aria-hidden="true" />} buttonClass="icon-button">
          {numbers.flatMap(({ id, name }) =>
            FUNCTIONS.map(([fn, word]) => (
              <MenuItem key={`${fn} ${id}`} onSelect={() => write([...metrics, { fn, field: id }])}>
                {word} of {name}
              </MenuItem>
            )),
          )}
        </Menu>
      ) : null}
    </span>
  );
}
