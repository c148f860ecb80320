// One record with all its cells and what it went through, beside the grid.
import { useEffect, useRef } from "react";
import { ChevronDown, ChevronUp, Copy, Ellipsis, MessageSquare, Trash2, X } from "lucide-react";
import { Link } from "react-router";
import { CellEdit } from "./cell_edit.jsx";
import { canEdit } from "./cell_values.js";
import { CopyButton } from "./copy_button.jsx";
import { DOORS } from "./plan_words.js";
import { Menu, MenuItem } from "./menu.jsx";
import { Problem } from "./problem.jsx";
import { useReading } from "./reading.js";
import { CellsGhost } from "./record_drawer.jsx";
import { AddFiles, RecordFiles } from "./record_files.jsx";
import { RecordComments } from "./record_comments.jsx";
import { mayWrite } from "./roles.js";
import { tableAddress } from "./table_address.js";
import { When } from "./when.jsx";

const ACTS = { created: "Made", updated: "Changed", deleted: "Deleted" };

const hasFiles = ({ type }) => type === "multipleAttachments";

// What a cell holds; linked records lead to themselves.
function Held({ field, cell, place, tables }) {
  const { base } = place;
  if (!cell?.text) return <span className="diff-empty">empty</span>;
  if (hasFiles(field)) return <RecordFiles {...place} cell={cell} />;
  const linked = field.family === "links" && tables.find(({ name }) => name === field.linked_table);
  if (!linked) return <span>{cell.text}</span>;
  return (
    <span className="linked-records">
      {cell.value.map(({ id, name }) => (
        <Link key={id} to={`${tableAddress(base, linked.id)}&r=${id}`} className="pick-chip">
          <span className="truncate">{name}</span>
        </Link>
      ))}
    </span>
  );
}

function Cells({ fields, tables, cells, place, isEditor, onSaved, onPropose }) {
  return (
    <dl className="record-cells">
      {fields.map((field) => (
        <div key={field.id}>
          <dt>{field.name}</dt>
          <dd>
            <Held field={field} cell={cells[field.id]} place={place} tables={tables} />
            {isEditor && canEdit(field) ? (
              <CellEdit place={{ ...place, field, cell: cells[field.id] }} onSaved={onSaved} />
            ) : isEditor && hasFiles(field) ? (
              <AddFiles place={{ ...place, field }} onPropose={onPropose} />
            ) : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function History({ path, news }) {
  const { data, problem } = useReading(path, news);
  if (!data) return <Problem problem={problem} />;
  if (!data.entries.length) {
    return <p className="meta">Nothing was seen to change since this table was first read.</p>;
  }
  return (
    <ul className="record-history" aria-label="History">
      {data.entries.map((entry, at) => (
        <li key={at}>
          <p>
            <strong>{ACTS[entry.kind]}</strong>{" "}
            <span className="meta">
              {entry.person_name ? `by ${entry.person_name} through ${DOORS[entry.door] ?? entry.door}` : "in Airtable"},{" "}
              <When at={entry.seen_at} />
            </span>
          </p>
          {entry.kind === "updated"
            ? entry.cells.map(({ field, before, after }) => (
                <p key={field.id} className="meta">
                  {field.name}: {before || "empty"} → {after || "empty"}
                </p>
              ))
            : null}
        </li>
      ))}
    </ul>
  );
}

export function RecordDrawerDrawn({ base, table, recordId, fields, tables, news, role, onStep, onDuplicate, onDelete, onPropose, onClose }) {
  const query = `base=${encodeURIComponent(base)}&table=${encodeURIComponent(table)}`;
  const { data, problem, read } = useReading(`/records/${recordId}?${query}`, news);
  const panel = useRef(null);
  // The record before stays until the next one is there.
  const last = useRef(null);
  if (data) last.current = data;
  const record = last.current?.record;
  const name = record ? (record.cells[fields[0]?.id]?.text ?? "A record without a name") : "";

  // The focus comes here when it opens, and goes back to where it was: stepping to the next record moves nothing.
  useEffect(() => {
    const opener = document.activeElement;
    panel.current?.focus({ preventScroll: true });
    return () => opener?.isConnected && opener.focus({ preventScroll: true });
  }, []);

  return (
    <aside
      ref={panel}
      tabIndex={-1}
      className="record-drawer"
      aria-label="Record"
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onClose();
      }}
    >
      <header className="column-head">
        <h2 className="column-title truncate">{name}</h2>
        <span className="flex-1" />
        <button type="button" className="icon-button" aria-label="Record before" onClick={() => onStep(-1)}>
          <ChevronUp size={16} aria-hidden="true" />
        </button>
        <button type="button" className="icon-button" aria-label="Next record" onClick={() => onStep(1)}>
          <ChevronDown size={16} aria-hidden="true" />
        </button>
        <CopyButton text={() => window.location.href} label="Copy link" />
        <Link
          to={`/chat/?ask=${encodeURIComponent(`find "${name.replaceAll('"', "'")}"`)}`}
          className="icon-button"
          aria-label="Ask about this record"
          title="Ask about this record"
        >
          <MessageSquare size={15} aria-hidden="true" />
        </Link>
        {record && mayWrite(role) ? (
          <Menu label="Actions for this record" icon={<Ellipsis size={16} aria-hidden="true" />} buttonClass="icon-button">
            <MenuItem icon={<Copy size={15} aria-hidden="true" />} onSelect={() => onDuplicate(record.cells)}>
              Duplicate
            </MenuItem>
            <MenuItem icon={<Trash2 size={15} aria-hidden="true" />} tone="danger" onSelect={() => onDelete(record.id)}>
              Delete
            </MenuItem>
          </Menu>
        ) : null}
        <button type="button" className="icon-button" aria-label="Close the record" onClick={onClose}>
          <X size={16} aria-hidden="true" />
        </button>
      </header>
      <div className="record-body" tabIndex={0} role="region" aria-label="Cells and history">
        <Problem problem={problem} />
        {record || problem ? null : <CellsGhost count={fields.length} />}
        {record ? (
          <Cells
            key={`cells ${record.id}`}
            fields={fields}
            tables={tables}
            cells={record.cells}
            place={{ base, table, recordId: record.id }}
            isEditor={mayWrite(role)}
            onSaved={read}
            onPropose={onPropose}
          />
        ) : null}
        <h3>Comments</h3>
        <RecordComments key={`comments ${recordId}`} base={base} table={table} recordId={recordId} role={role} />
        <h3>History</h3>
        <History path={`/records/${recordId}/history?${query}`} news={news} />
      </div>
    </aside>
  );
}
