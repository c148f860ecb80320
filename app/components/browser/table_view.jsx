// The table of the address: what is asked of it, its records, and the record that is open.
import { useEffect, useMemo, useRef, useState } from "react";
import { Download, Filter, MessageSquare, RefreshCw, Table2, X } from "lucide-react";
import { downloadRecords } from "./download.js";
import { Link } from "react-router";
import { EditNotes } from "./edit_notes.jsx";
import { FieldPicker } from "./field_picker.jsx";
import { FilterDialog } from "./filter_builder.jsx";
import { useGridEdits } from "./grid_edits.js";
import { Menu, MenuItem } from "./menu.jsx";
import { NewRecordButton, NewRecordDialog } from "./new_record.jsx";
import { Problem } from "./problem.jsx";
import { useReading, useWindow } from "./reading.js";
import { RecordDrawer } from "./record_drawer.jsx";
import { LeftOut, PlanDialog, useManyCells } from "./many_cells.jsx";
import { GridGhost, RecordGrid, preload } from "./record_grid.jsx";
import { ask } from "./rest.js";
import { SearchField } from "./search_field.jsx";
import { SortKeys } from "./sort_keys.jsx";
import { readSort, useTableAddress } from "./table_address.js";
import { TableNumbers } from "./table_numbers.jsx";
import { TableViews } from "./table_views.jsx";
import { UndoButtons } from "./undo_buttons.jsx";
import { useUndoStack } from "./undo_stack.js";
import { When } from "./when.jsx";

const TYPED_MS = 250;
const PAGE = 200;
const FORMATS = [["csv", "CSV"], ["xlsx", "Excel"], ["json", "JSON"]];

const recordsOf = (question) => async (skip, limit) => {
  const { data, problem } = await ask("POST", "/records/query", { body: { ...question, skip, limit } });
  return { data: data && { rows: data.records, total: data.total, readAt: data.read_at, whereText: data.where_text }, problem };
};

// What is typed is asked for once one pauses.
function RecordSearch({ value, onSearch }) {
  const [typed, setTyped] = useState(value);
  const field = useRef(null);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    function onKeyDown(event) {
      if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.key.toLowerCase() !== "f") return;
      event.preventDefault();
      field.current?.select();
      field.current?.focus();
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
  useEffect(() => {
    if (typed === value) return undefined;
    const timer = setTimeout(() => onSearch(typed), TYPED_MS);
    return () => clearTimeout(timer);
  }, [typed, value]);
  return <SearchField label="Search the records" placeholder="Search" maxLength={200} ref={field} value={typed} onChange={setTyped} />;
}

function Bar({ table, primary, looked, look, question, whereText, role, stack, onNew }) {
  const [isFiltering, setFiltering] = useState(false);
  const [problem, setProblem] = useState(null);
  const count = looked.where?.conditions.length ?? 0;
  const others = table.fields.filter(({ id }) => id !== primary.id);
  const orderable = table.fields.filter(({ family }) => family !== "other");
  return (
    <>
      <div className="table-bar" role="toolbar" aria-label="What is shown">
        <TableViews looked={looked} look={look} role={role} />
        <RecordSearch value={looked.search} onSearch={(text) => look({ q: text }, { replace: true })} />
        <button
          type="button"
          className={`button secondary ${count ? "is-on" : ""}`}
          onClick={() => setFiltering(true)}
        >
          <Filter size={14} aria-hidden="true" />{" "}
          <span className="bar-words">{count ? `Filter (${count})` : "Filter"}</span>
        </button>
        <SortKeys fields={orderable} sort={looked.sort} onSort={(sort) => look({ s: sort })} />
        <FieldPicker fields={others} chosen={looked.fields} onChoose={(ids) => look({ f: ids.join(",") })} />
        <span className="flex-1" />
        {role === "viewer" ? null : <UndoButtons stack={stack} />}
        <Link
          to={`/chat/?ask=${encodeURIComponent(`How many ${table.name}${whereText ? ` where ${whereText}` : ""}?`)}`}
          className="icon-button"
          aria-label="Ask about these records"
          title="Ask about these records"
        >
          <MessageSquare size={15} aria-hidden="true" />
        </Link>
        <Menu
          label="Take these records out as a file"
          icon={<Download size={15} aria-hidden="true" />}
          buttonClass="icon-button"
        >
          {FORMATS.map(([format, words]) => (
            <MenuItem key={format} onSelect={async () => setProblem(await downloadRecords({ ...question, format }, `${table.name}.${format}`))}>
              {words}
            </MenuItem>
          ))}
        </Menu>
        {role === "viewer" ? null : <NewRecordButton onClick={onNew} />}
      </div>
      <Problem problem={problem} />
      <FilterDialog
        open={isFiltering}
        fields={table.fields}
        where={looked.where}
        onApply={(where) => {
          setFiltering(false);
          look({ w: where });
        }}
        onClose={() => setFiltering(false)}
      />
    </>
  );
}

function Said({ rows, looked, look, onRefresh, children }) {
  const { facts, total } = rows;
  const isNarrowed = Boolean(looked.search || looked.where);
  return (
    <footer className="table-foot">
      <span aria-live="polite">
        {total === null ? "Counting" : `${total.toLocaleString()} ${total === 1 ? "record" : "records"}`}
        {facts?.whereText ? ` where ${facts.whereText}` : ""}
      </span>
      {isNarrowed ? (
        <button type="button" className="button ghost" onClick={() => look({ q: "", w: null })}>
          <X size={13} aria-hidden="true" /> Show all
        </button>
      ) : null}
      {children}
      <span className="flex-1" />
      <span className="meta">
        {facts && total === null ? (
          "The copy of this table is being made; until then only the first records show."
        ) : facts ? (
          <>
            as of <When at={facts.readAt} />
          </>
        ) : null}
      </span>
      <button type="button" className="icon-button" aria-label="Read again now" title="Read again now" onClick={onRefresh}>
        <RefreshCw size={14} aria-hidden="true" />
      </button>
    </footer>
  );
}

function Nothing({ looked, look }) {
  const isNarrowed = Boolean(looked.search || looked.where);
  return (
    <div className="empty-state table-nothing">
      <h2>{isNarrowed ? "No record fits" : "This table has no records"}</h2>
      {isNarrowed ? (
        <button type="button" className="button secondary" onClick={() => look({ q: "", w: null })}>
          Show all records
        </button>
      ) : (
        <p>Records that somebody adds, here or in Airtable, will be listed here.</p>
      )}
    </div>
  );
}

// The place of the open record in the list, so that one can step to its neighbours.
function useStep(rows, looked, look) {
  const place = useRef(null);

  function open(id, at) {
    place.current = at;
    look({ r: id });
  }

  function step(by) {
    if (place.current === null) {
      for (let at = 0; at < rows.length; at += 1) if (rows.at(at)?.id === looked.record) place.current = at;
    }
    // A link may open a record that is nowhere among what was read.
    if (place.current === null) return;
    const next = place.current + by;
    if (next < 0 || next >= rows.length) return;
    rows.ensure(next, next + by);
    const record = rows.at(next);
    if (!record) return;
    place.current = next;
    look({ r: record.id }, { replace: true });
  }

  return [open, step];
}

function Table({ table, tables, looked, look, news, role, person }) {
  const question = useMemo(
    () => ({
      base: looked.base,
      table: looked.table,
      sort: readSort(looked.sort),
      search: looked.search,
      ...(looked.where ? { where: looked.where } : {}),
    }),
    [looked.base, looked.table, looked.sort, looked.search, looked.where],
  );
  const [rows, version] = useWindow(JSON.stringify(question), recordsOf(question), PAGE, news);
  const [open, step] = useStep(rows, looked, look);
  const primary = table.fields.find(({ name }) => name === table.primary_field) ?? table.fields[0];
  const shown = useMemo(() => {
    const chosen = looked.fields.map((id) => table.fields.find((field) => field.id === id)).filter(Boolean);
    return chosen.length ? [primary, ...chosen] : table.fields;
  }, [table, looked.fields.join(",")]);
  const sortBy = (id) => look({ s: looked.sort === id ? `-${id}` : looked.sort === `-${id}` ? "" : id });
  const isBlank = rows.total === 0 && !rows.problem;
  const [edits, editVersion] = useGridEdits(
    { person, base: looked.base, table: looked.table, primaryId: primary.id, fields: table.fields },
    rows,
  );
  const many = useManyCells(looked, edits);
  const canWrite = role !== "viewer";
  const stack = useUndoStack({ base: looked.base, canWrite, news, edits, onPlan: many.show });
  const [like, setLike] = useState(undefined);

  return (
    <div className="table-and-drawer">
      <div className="table-main">
        <Bar table={table} primary={primary} looked={looked} look={look} question={question} whereText={rows.facts?.whereText} role={role} stack={stack} onNew={() => setLike(null)} />
        <div className="table-grid">
          {rows.problem && rows.problem.code !== "busy" ? (
            <div className="card-note">
              <Problem problem={rows.problem} />
            </div>
          ) : isBlank ? (
            <Nothing looked={looked} look={look} />
          ) : rows.pages.size ? (
            <RecordGrid
              fields={shown}
              primaryId={primary.id}
              rows={rows}
              version={version}
              sort={looked.sort}
              edits={edits}
              editVersion={editVersion}
              base={looked.base}
              canWrite={canWrite}
              onOpen={open}
              onSort={sortBy}
              onChangeMany={many.plan}
              onLeftOut={many.leaveOut}
            />
          ) : (
            <GridGhost />
          )}
          <div className="edit-notes">
            <Problem problem={many.problem ?? stack.problem} />
            <LeftOut count={many.left} />
            <EditNotes edits={edits} stack={stack} />
          </div>
        </div>
        <NewRecordDialog
          like={like}
          base={looked.base}
          table={looked.table}
          fields={[primary, ...table.fields.filter(({ id }) => id !== primary.id)]}
          onClose={() => setLike(undefined)}
          onMade={(id) => {
            setLike(undefined);
            rows.refresh();
            look({ r: id });
          }}
        />
        <PlanDialog
          planId={many.planId}
          news={news}
          onClose={() => {
            if (many.isRemoving) look({ r: "" });
            many.close();
          }}
        />
        <Said rows={rows} looked={looked} look={look} onRefresh={() => rows.refresh()}>
          <TableNumbers
            fields={table.fields}
            chosen={looked.numbers}
            question={question}
            version={rows.facts?.readAt}
            onChoose={(numbers) => look({ n: numbers })}
          />
        </Said>
      </div>
      {looked.record ? (
        <RecordDrawer
          base={looked.base}
          table={looked.table}
          recordId={looked.record}
          fields={[primary, ...table.fields.filter(({ id }) => id !== primary.id)]}
          tables={tables}
          news={news}
          role={role}
          onStep={step}
          onDuplicate={setLike}
          onDelete={many.remove}
          onClose={() => look({ r: "" })}
        />
      ) : null}
    </div>
  );
}

export function TableView({ news, role, person }) {
  const [looked, look] = useTableAddress();
  const [isAlive, setAlive] = useState(false);
  useEffect(() => {
    setAlive(true);
    preload();
  }, []);
  const isChosen = isAlive && looked.base && looked.table;
  const path = isChosen ? `/tables?base=${encodeURIComponent(looked.base)}` : "";
  const { data, problem } = useReading(path, 0);
  const table = data?.items.find(({ id, name }) => id === looked.table || name === looked.table);

  if (!isAlive) return <GridGhost />;
  if (!isChosen) {
    return (
      <div className="empty-state">
        <span className="empty-icon">
          <Table2 size={20} aria-hidden="true" />
        </span>
        <h2>Choose a table</h2>
        <p>Every record of the bases that your team connected, to search, filter and sort.</p>
      </div>
    );
  }
  if (problem || (data && !table)) {
    return (
      <div className="card-note">
        <Problem problem={problem ?? { code: "not_found", detail: "There is no such table. Choose another one." }} />
      </div>
    );
  }
  return table ? <Table key={table.id} table={table} tables={data.items} looked={looked} look={look} news={news} role={role} person={person} /> : <GridGhost />;
}
