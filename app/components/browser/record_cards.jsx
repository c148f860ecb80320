// The records on a phone: a list of cards, each with its name and its first fields. A tap opens the record.
import { useEffect, useRef } from "react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ChevronRight } from "lucide-react";
import { textOf } from "./cell_values.js";
import { hueOf } from "./hues.js";

const FIELDS = 3;
const CARD_PX = 108;
const HEAD_PX = 40;
const AHEAD = 10;

// A choice has its colour, everything else its text; what is typed and not saved yet is shown as such.
function Held({ field, cell, edit }) {
  if (edit) return <em>{textOf(edit.typed) || "empty"}</em>;
  if (!cell?.text) return <span className="diff-empty">empty</span>;
  const choice = field.family === "select" && field.choices.find(({ name }) => name === cell.text);
  if (choice) return <span className={`pill ${hueOf(choice.color)}`}>{cell.text}</span>;
  return cell.text;
}

function Card({ record, primary, fields, hue, edits, onOpen }) {
  const name = record.cells[primary.id]?.text || "A record without a name";
  return (
    <button type="button" className="record-card" onClick={onOpen}>
      {hue ? <span className={`record-strip ${hue}`} /> : null}
      <strong className="truncate">{name}</strong>
      {fields.map((field) => (
        <span key={field.id} className="record-card-line">
          <span className="meta truncate">{field.name}</span>
          <span className="truncate">
            <Held field={field} cell={record.cells[field.id]} edit={edits.of(record.id, field.id)} />
          </span>
        </span>
      ))}
    </button>
  );
}

function Head({ group, words, onToggle }) {
  return (
    <button type="button" className="record-group" aria-expanded={!group.isShut} onClick={onToggle}>
      <ChevronRight size={14} aria-hidden="true" className={group.isShut ? "" : "is-open"} />
      <strong className="truncate">{group.label}</strong>
      <span className="meta">{group.rows.toLocaleString()}</span>
      <span className="flex-1" />
      <span className="meta truncate">{words.join(", ")}</span>
    </button>
  );
}

// `rows` is a RowWindow or has groups; `fields` are those that are shown, the one that names the record first.
export function RecordCards({ fields, rows, grouping, stripOf, edits, onOpen }) {
  const box = useRef(null);
  const [primary, ...others] = fields;
  const shownFields = others.slice(0, FIELDS);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: (at) => (rows.groupAt(at) ? HEAD_PX : CARD_PX),
    overscan: 6,
  });
  const shown = virtual.getVirtualItems();
  const first = shown[0]?.index ?? 0;
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    rows.ensure(Math.max(0, first - AHEAD), last + AHEAD);
  }, [rows, first, last]);
  useEffect(() => virtual.measure(), [rows, rows.length]);

  return (
    <div ref={box} className="record-cards" role="list" aria-label="Records">
      <div style={{ height: virtual.getTotalSize() }}>
        {shown.map(({ index, start, size }) => {
          const group = rows.groupAt(index);
          const record = rows.at(index);
          return (
            <div
              key={index}
              role="listitem"
              aria-setsize={rows.length}
              aria-posinset={index + 1}
              className="record-place"
              style={{ height: size, transform: `translateY(${start}px)` }}
            >
              {group ? (
                <Head group={group} words={fields.flatMap(({ id }) => grouping.words(id, group))} onToggle={() => rows.toggle(group)} />
              ) : record ? (
                <Card hue={stripOf?.(record)} record={record} primary={primary} fields={shownFields} edits={edits} onOpen={() => onOpen(record.id, index)} />
              ) : (
                <div className="record-card">
                  <span className="skeleton h-4 w-40" />
                  <span className="skeleton h-3 w-56" />
                </div>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
