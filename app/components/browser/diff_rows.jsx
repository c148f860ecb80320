// The rows of a change: each cell before and after, with what became of it.
import { useEffect, useRef } from "react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowRight, TriangleAlert } from "lucide-react";
import { ROW_STATES, kindOf } from "./plan_words.js";
import { StatePill } from "./state_pill.jsx";

// More rows than this scroll inside the card, and only those in sight are in the document.
const SHORT = 100;
const HEAD_PX = 41;
const CELL_PX = 25;

function Value({ text, tone }) {
  if (!text) return <span className="diff-empty">empty</span>;
  return tone === "old" ? <del className="diff-old">{text}</del> : <ins className="diff-new">{text}</ins>;
}

function CellEditor({ cell, value, onChange }) {
  return (
    <input
      className="text-field diff-edit"
      aria-label={`New value of ${cell.field_name}`}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

function Cell({ row, cell, edit, onEdit }) {
  const canEdit = onEdit && ["create", "update", "replace"].includes(row.kind);
  return (
    <div className="diff-cell">
      <dt>{cell.field_name}</dt>
      <dd>
        {row.kind.startsWith("create") ? null : <Value text={cell.before_text} tone="old" />}
        {["update", "replace", "attach", "update_table", "update_field"].includes(row.kind) ? (
          <ArrowRight size={13} aria-label="becomes" className="diff-arrow" />
        ) : null}
        {row.kind === "delete" ? null : edit !== undefined ? (
          <CellEditor cell={cell} value={edit} onChange={(text) => onEdit(row.id, cell.field_id, text)} />
        ) : (
          <Value text={cell.after_text} tone="new" />
        )}
        {canEdit && edit === undefined ? (
          <button
            type="button"
            className="diff-change"
            aria-label={`Edit ${cell.field_name} of ${row.record_name}`}
            onClick={() => onEdit(row.id, cell.field_id, cell.after_text)}
          >
            Edit
          </button>
        ) : null}
        {cell.found_text ? <span className="diff-found">found: {cell.found_text}</span> : null}
        {cell.warning ? (
          <span className="diff-warning">
            <TriangleAlert size={12} aria-hidden="true" /> {cell.warning}
          </span>
        ) : null}
      </dd>
    </div>
  );
}

function Details({ row }) {
  const { text } = row.details;
  return text ? <p className="diff-text">“{text}”</p> : null;
}

function Row({ row, choice, canChoose }) {
  const isChosen = !choice.out.has(row.id);
  const edits = canChoose ? choice.edits : {};
  const onChoose = canChoose ? choice.choose : null;
  const onEdit = canChoose ? choice.edit : null;
  const label = `${kindOf(row)}: ${row.record_name || row.table_name}`;
  return (
    <div className={`diff-row ${isChosen ? "" : "is-out"}`} role="group" aria-label={label}>
      {onChoose && row.state === "planned" ? (
        <input
          type="checkbox"
          className="diff-tick"
          checked={isChosen}
          aria-label={`Include ${row.record_name || row.table_name}`}
          onChange={(event) => onChoose(row.id, event.target.checked)}
        />
      ) : (
        <span className="diff-tick" />
      )}
      <div className="diff-body">
        <p className="diff-head">
          <span className={`diff-kind ${row.kind}`}>{kindOf(row)}</span>
          <strong className="truncate">{row.record_name || row.table_name}</strong>
          {row.record_name ? <span className="meta truncate">{row.table_name}</span> : null}
          {row.state === "planned" ? null : <StatePill state={row.state} states={ROW_STATES} />}
        </p>
        {row.sentence ? <p className="meta diff-sentence">{row.sentence}</p> : null}
        <Details row={row} />
        <dl>
          {row.cells.map((cell) => (
            <Cell
              key={cell.field_id}
              row={row}
              cell={cell}
              edit={edits[row.id]?.[cell.field_id]}
              onEdit={isChosen && row.state === "planned" ? onEdit : null}
            />
          ))}
        </dl>
      </div>
    </div>
  );
}

function GhostRow({ height }) {
  return (
    <div className="diff-row" style={{ height }}>
      <span className="skeleton h-4 w-72" />
    </div>
  );
}

function LongRows({ rows, ...rest }) {
  const box = useRef(null);
  // Rows of a plan are mostly alike, so that the scroll bar hardly moves when they come and are measured.
  const height = HEAD_PX + CELL_PX * (rows.first[0]?.cells.length ?? 1);
  const virtual = useVirtualizer({
    count: rows.total,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    overscan: 8,
  });
  virtual.shouldAdjustScrollPositionOnItemSizeChange = () => false;
  const shown = virtual.getVirtualItems();
  const first = shown[0]?.index ?? 0;
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => rows.ensure(first, last), [rows, first, last]);

  // Rows are measured while they come into sight, so that the browser's own way to the end would stop before it.
  function jump(event) {
    if (event.target !== box.current || (event.key !== "Home" && event.key !== "End")) return;
    event.preventDefault();
    virtual.scrollToIndex(event.key === "Home" ? 0 : rows.total - 1);
  }

  return (
    <div
      ref={box}
      onKeyDown={jump}
      className="diff-rows diff-window"
      role="list"
      aria-label={`Rows of the change, ${rows.total.toLocaleString()} in all`}
      tabIndex={0}
    >
      <div style={{ height: virtual.getTotalSize() }}>
        {shown.map(({ index, start }) => {
          const row = rows.at(index);
          return (
            <div
              key={index}
              ref={virtual.measureElement}
              data-index={index}
              role="listitem"
              aria-setsize={rows.total}
              aria-posinset={index + 1}
              className="diff-place"
              style={{ transform: `translateY(${start}px)` }}
            >
              {row ? <Row row={row} {...rest} /> : <GhostRow height={height} />}
            </div>
          );
        })}
      </div>
    </div>
  );
}

// `rows` is a RowWindow; `choice` says which rows are left out and which cells are edited.
export function DiffRows({ rows, ...rest }) {
  if (rows.total > SHORT) return <LongRows rows={rows} {...rest} />;
  return (
    <ul className="diff-rows" aria-label="Rows of the change">
      {rows.first.map((row) => (
        <li key={row.id}>
          <Row row={row} {...rest} />
        </li>
      ))}
    </ul>
  );
}
