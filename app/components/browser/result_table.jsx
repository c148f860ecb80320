import { useMemo, useState } from "react";
import { ArrowDown, ArrowUp, Download, Table2 } from "lucide-react";
import { Link } from "react-router";
import { CopyButton } from "./copy_button.jsx";
import { fileName, toCsv, toTsv } from "./sheets.js";

function download(table) {
  const url = URL.createObjectURL(new Blob([toCsv(table)], { type: "text/csv;charset=utf-8" }));
  const link = Object.assign(document.createElement("a"), { href: url, download: fileName(table.title) });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

function Cell({ cell, kind, first }) {
  const className = kind === "number" ? "number" : undefined;
  const body = cell.hue ? <span className={`pill ${cell.hue}`}>{cell.text}</span> : cell.text;
  return first ? (
    <th scope="row" className={className}>
      {body}
    </th>
  ) : (
    <td className={className}>{body}</td>
  );
}

function Row({ cells, columns }) {
  return (
    <tr>
      {cells.map((cell, at) => (
        <Cell key={at} cell={cell} kind={columns[at]?.kind} first={at === 0} />
      ))}
    </tr>
  );
}

// What a cell is worth in an order: the number in it, or its text.
function worth({ text }, kind) {
  if (kind !== "number") return text.toLowerCase();
  const digits = text.replace(/[^0-9.eE+-]/g, "");
  return digits === "" || Number.isNaN(Number(digits)) ? -Infinity : Number(digits);
}

const compare = (a, b) => (typeof a === "number" ? a - b : a.localeCompare(b));

// The rows by a column, as a click on its head asks: down, up, and as they came.
function useOrder({ columns, rows }) {
  const [order, setOrder] = useState({ at: -1, isUp: false });
  const shown = useMemo(() => {
    if (order.at < 0) return rows;
    const kind = columns[order.at].kind;
    const sorted = [...rows].sort((a, b) => compare(worth(a[order.at], kind), worth(b[order.at], kind)));
    return order.isUp ? sorted : sorted.reverse();
  }, [rows, columns, order]);

  function turn(at) {
    const isFirst = order.at !== at;
    const startsUp = columns[at].kind !== "number";
    if (isFirst) setOrder({ at, isUp: startsUp });
    else setOrder(order.isUp === startsUp ? { at, isUp: !startsUp } : { at: -1, isUp: false });
  }

  return { shown, order, turn };
}

function Head({ name, kind, at, order, onTurn }) {
  const isSorted = order.at === at;
  const Arrow = order.isUp ? ArrowUp : ArrowDown;
  return (
    <th
      scope="col"
      className={kind === "number" ? "number" : undefined}
      aria-sort={isSorted ? (order.isUp ? "ascending" : "descending") : undefined}
    >
      <button type="button" className="table-sort" title={`Sort by ${name}`} onClick={() => onTurn(at)}>
        {name}
        {isSorted ? <Arrow size={12} aria-hidden="true" /> : null}
      </button>
    </th>
  );
}

// A small table under an answer; copying and downloading happen in the browser, without another question.
export function ResultTable({ table }) {
  const { title, meta, columns, footer, link } = table;
  const { shown, order, turn } = useOrder(table);
  return (
    <section className="card" aria-label={title}>
      <header className="card-head">
        <h3>{title}</h3>
        <span className="card-meta">{meta}</span>
        <span className="card-actions">
          {link ? (
            <Link to={link} className="icon-button" aria-label={`Open ${title} in Tables`} title="Open in Tables">
              <Table2 size={15} aria-hidden="true" />
            </Link>
          ) : null}
          <CopyButton text={() => toTsv(table)} label="Copy as TSV" size={15} />
          <button
            type="button"
            className="icon-button"
            aria-label="Download CSV"
            title="Download CSV"
            onClick={() => download(table)}
          >
            <Download size={15} aria-hidden="true" />
          </button>
        </span>
      </header>
      <div className="table-scroll" tabIndex={0} role="region" aria-label={`${title}, scrollable`}>
        <table className="table">
          <thead>
            <tr>
              {columns.map(({ name, kind }, at) => (
                <Head key={name} name={name} kind={kind} at={at} order={order} onTurn={turn} />
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((cells, at) => (
              <Row key={at} cells={cells} columns={columns} />
            ))}
          </tbody>
          {footer.length ? (
            <tfoot>
              <Row cells={footer} columns={columns} />
            </tfoot>
          ) : null}
        </table>
      </div>
    </section>
  );
}
