import { useEffect, useRef, useState } from "react";
import { Download, Filter, MessageSquare } from "lucide-react";
import { Link } from "react-router";
import { downloadRecords } from "./download.js";
import { FieldPicker } from "./field_picker.jsx";
import { FilterDialog } from "./filter_builder.jsx";
import { GroupPicker } from "./group_picker.jsx";
import { LookMenu } from "./look_menu.jsx";
import { Menu, MenuItem } from "./menu.jsx";
import { NewRecordButton } from "./new_record.jsx";
import { Problem } from "./problem.jsx";
import { mayWrite } from "./roles.js";
import { SearchField } from "./search_field.jsx";
import { SortKeys } from "./sort_keys.jsx";
import { TableViews } from "./table_views.jsx";
import { UndoButtons } from "./undo_buttons.jsx";

const TYPED_MS = 250;
const FORMATS = [["csv", "CSV"], ["xlsx", "Excel"], ["json", "JSON"]];

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

// What is shown, and in which way; and what one can do with it.
export function TableBar({ table, primary, looked, look, question, whereText, role, stack, onNew, children }) {
  const [isFiltering, setFiltering] = useState(false);
  const [problem, setProblem] = useState(null);
  const count = looked.where?.conditions.length ?? 0;
  const others = table.fields.filter(({ id }) => id !== primary.id);
  const orderable = table.fields.filter(({ family }) => family !== "other");
  return (
    <>
      <div className="table-bar" role="toolbar" aria-label="What is shown">
        <TableViews table={table} primary={primary} looked={looked} look={look} role={role} />
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
        {looked.airtableView ? null : <GroupPicker fields={table.fields} chosen={looked.group} onChoose={(group) => look({ g: group })} />}
        <LookMenu fields={table.fields} looked={looked} look={look} />
        <FieldPicker fields={others} chosen={looked.fields} onChoose={(ids) => look({ f: ids.join(",") })} />
        <span className="flex-1" />
        {children}
        {mayWrite(role) ? <UndoButtons stack={stack} /> : null}
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
        {mayWrite(role) ? <NewRecordButton onClick={onNew} /> : null}
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
