// The table of the address: what is asked of it, its records, and the record that is open.
import { useEffect, useMemo, useRef, useState } from "react";
import { RefreshCw, Table2, X } from "lucide-react";
import { useChangesOfOthers, useColleagues } from "./colleagues.js";
import { ChangeOfOthers, Colleagues } from "./colleagues.jsx";
import { stripsOf } from "./colours.js";
import { EditNotes } from "./edit_notes.jsx";
import { readGroup, useGroupedRows } from "./group_rows.js";
import { useGridEdits } from "./grid_edits.js";
import { NewRecordDialog } from "./new_record.jsx";
import { Problem } from "./problem.jsx";
import { useReading, useWindow } from "./reading.js";
import { RecordCards } from "./record_cards.jsx";
import { RecordDrawer } from "./record_drawer.jsx";
import { LeftOut, PlanDialog, useManyCells } from "./many_cells.jsx";
import { GridGhost, RecordGrid, preload } from "./record_grid.jsx";
import { ask, askAhead } from "./rest.js";
import { mayWrite } from "./roles.js";
import { RowWindow } from "./row_window.js";
import { useIsPhone } from "./screen.js";
import { addressNow, marksOf, questionOf, useTableAddress } from "./table_address.js";
import { TableBar } from "./table_bar.jsx";
import { FUNCTIONS, TableNumbers, readNumbers } from "./table_numbers.jsx";
import { useUndoStack } from "./undo_stack.js";
import { ViewRows } from "./view_rows.js";
import { When } from "./when.jsx";

const PAGE = 200;
// Airtable gives so many records of a view at once.
const VIEW_PAGE = 100;

const pageOf = (question, marks, place) => ["POST", "/records/query", { body: { ...question, ...marks, ...place } }];
const firstOf = ({ view }) => (view ? { cursor: "", limit: VIEW_PAGE } : { skip: 0, limit: PAGE });

async function readRows(question, marks, place) {
  const { data, problem } = await ask(...pageOf(question, marks, place));
  const rows = data && { rows: data.records, total: data.total, readAt: data.read_at, whereText: data.where_text, next: data.next_cursor };
  return { data: rows, problem };
}

const recordsOf = (question, marks) => (skip, limit) => readRows(question, marks, { skip, limit });

function plainRows(question, marks, onChange) {
  if (!question.view) return new RowWindow(recordsOf(question, marks), PAGE, onChange);
  return new ViewRows((cursor) => readRows(question, marks, { cursor, limit: VIEW_PAGE }), onChange);
}

const tablesOf = (base) => `/tables?base=${encodeURIComponent(base)}`;

// The first rows are on their way while the page is still being made.
function begin() {
  const looked = addressNow();
  if (!looked?.base || !looked.table) return;
  askAhead("GET", tablesOf(looked.base));
  const question = questionOf(looked);
  if (!looked.group || looked.search || question.view) askAhead(...pageOf(question, marksOf(looked), firstOf(question)));
}

begin();

function countWords({ total, count }) {
  if (total !== null) return `${total.toLocaleString()} ${total === 1 ? "record" : "records"}`;
  return count ? `The first ${count.toLocaleString()} records` : "Counting";
}

function Said({ rows, looked, look, onRefresh, children }) {
  const { facts, total } = rows;
  const isNarrowed = Boolean(looked.search || looked.where);
  return (
    <footer className="table-foot">
      <span aria-live="polite">
        {countWords(rows)}
        {facts?.whereText ? ` where ${facts.whereText}` : ""}
      </span>
      {isNarrowed ? (
        <button type="button" className="button ghost" onClick={() => look({ q: "", w: null })}>
          <X size={13} aria-hidden="true" /> Show all
        </button>
      ) : null}
      {children}
      {looked.airtableView ? (
        <span className="meta">No groups or totals over a view</span>
      ) : looked.search && looked.group ? (
        <span className="meta">No groups while one searches</span>
      ) : null}
      <span className="flex-1" />
      <span className="meta">
        {facts && total === null && !looked.airtableView ? (
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
    let next = place.current + by;
    while (rows.groupAt(next)) next += by;
    if (next < 0 || next >= rows.length) return;
    rows.ensure(next, next + by);
    const record = rows.at(next);
    if (!record) return;
    place.current = next;
    look({ r: record.id }, { replace: true });
  }

  return [open, step];
}

// The records one by one or in groups, with what the grid needs to know of the groups. A search narrows no calculation,
// so that there are no groups while one searches.
function useRows({ table, looked, question, news }) {
  const marks = marksOf(looked);
  const chosen = looked.search || looked.airtableView ? null : readGroup(looked.group, table.fields);
  const metrics = readNumbers(looked.numbers).filter(({ field }) => table.fields.some(({ id }) => id === field));
  const key = JSON.stringify([question, marks]);
  const [plain, plainVersion] = useWindow(chosen ? "" : key, (onChange) => plainRows(question, marks, onChange), news);
  const readPage = (narrowed) => recordsOf(narrowed, marks);
  const [grouped, groupedVersion] = useGroupedRows({ question, marks, grouping: chosen, metrics, readPage, size: PAGE, news });
  const grouping = useMemo(
    () =>
      grouped && {
        words: (fieldId, { measures }) =>
          metrics.flatMap(({ fn, field }, at) => (field === fieldId ? [`${FUNCTIONS.find(([name]) => name === fn)?.[1]} ${measures[at]?.text}`] : [])),
      },
    [grouped],
  );
  return grouped ? [grouped, groupedVersion, grouping] : [plain, plainVersion, null];
}

function Table({ table, tables, looked, look, news, role, person, me }) {
  const question = useMemo(
    () => questionOf(looked),
    [looked.base, looked.table, looked.sort, looked.search, looked.where, looked.airtableView],
  );
  const [rows, version, grouping] = useRows({ table, looked, question, news });
  const [open, step] = useStep(rows, looked, look);
  const primary = table.fields.find(({ name }) => name === table.primary_field) ?? table.fields[0];
  const shown = useMemo(() => {
    const chosen = looked.fields.map((id) => table.fields.find((field) => field.id === id)).filter(Boolean);
    return chosen.length ? [primary, ...chosen] : table.fields;
  }, [table, looked.fields.join(",")]);
  const sortBy = (id) => look({ s: looked.sort === id ? `-${id}` : looked.sort === `-${id}` ? "" : id });
  const stripOf = useMemo(() => stripsOf(looked, table.fields), [looked.colour, looked.colours, table]);
  const isBlank = rows.total === 0 && !rows.problem;
  const [edits, editVersion] = useGridEdits(
    { person, base: looked.base, table: looked.table, primaryId: primary.id, fields: table.fields },
    rows,
  );
  const many = useManyCells(looked, edits);
  const canWrite = mayWrite(role);
  const isPhone = useIsPhone();
  const stack = useUndoStack({ base: looked.base, canWrite, news, edits, onPlan: many.show });
  const [like, setLike] = useState(undefined);
  const people = useColleagues(looked.base, table.id);
  const others = useChangesOfOthers({ base: looked.base, table: table.id, me, news });

  return (
    <div className="table-and-drawer">
      <div className="table-main">
        <TableBar table={table} primary={primary} looked={looked} look={look} question={question} whereText={rows.facts?.whereText} role={role} stack={stack} onNew={() => setLike(null)}>
          <Colleagues people={people} />
        </TableBar>
        <div className="table-grid">
          {rows.problem && rows.problem.code !== "busy" ? (
            <div className="card-note">
              <Problem problem={rows.problem} />
            </div>
          ) : isBlank ? (
            <Nothing looked={looked} look={look} />
          ) : rows.isRead && isPhone ? (
            <RecordCards stripOf={stripOf} fields={shown} rows={rows} grouping={grouping} edits={edits} onOpen={open} />
          ) : rows.isRead ? (
            <RecordGrid
              fields={shown}
              primaryId={primary.id}
              rows={rows}
              version={version}
              sort={looked.sort}
              edits={edits}
              editVersion={editVersion}
              fresh={others.cells}
              place={looked}
              grouping={grouping}
              search={looked.search}
              height={looked.height}
              stripOf={stripOf}
              canWrite={canWrite}
              onOpen={open}
              person={person}
              onSort={sortBy}
              onArrange={(ids) => look({ f: ids.filter((id) => id !== primary.id).join(",") })}
              onChangeMany={many.plan}
              onLeftOut={many.leaveOut}
            />
          ) : (
            <GridGhost />
          )}
          <div className="edit-notes">
            <Problem problem={many.problem ?? stack.problem} />
            <LeftOut count={many.left} />
            <ChangeOfOthers said={others.said} />
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
          {looked.airtableView ? null : (
            <TableNumbers
              fields={table.fields}
              chosen={looked.numbers}
              question={question}
              version={rows.facts?.readAt}
              onChoose={(numbers) => look({ n: numbers })}
            />
          )}
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
          onPropose={many.propose}
          onClose={() => look({ r: "" })}
        />
      ) : null}
    </div>
  );
}

export function TableView({ news, role, person, me }) {
  const [looked, look] = useTableAddress();
  const [isAlive, setAlive] = useState(false);
  const isPhone = useIsPhone();
  useEffect(() => setAlive(true), []);
  useEffect(() => {
    if (!isPhone) preload();
  }, [isPhone]);
  const isChosen = isAlive && looked.base && looked.table;
  const path = isChosen ? tablesOf(looked.base) : "";
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
  return table ? <Table key={table.id} table={table} tables={data.items} looked={looked} look={look} news={news} role={role} person={person} me={me} /> : <GridGhost />;
}
