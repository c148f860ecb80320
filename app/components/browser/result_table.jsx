import { Download } from "lucide-react";
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

// A small table under an answer; copying and downloading happen in the browser, without another question.
export function ResultTable({ table }) {
  const { title, meta, columns, rows, footer } = table;
  return (
    <section className="card" aria-label={title}>
      <header className="card-head">
        <h3>{title}</h3>
        <span className="card-meta">{meta}</span>
        <span className="card-actions">
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
              {columns.map(({ name, kind }) => (
                <th key={name} scope="col" className={kind === "number" ? "number" : undefined}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((cells, at) => (
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
