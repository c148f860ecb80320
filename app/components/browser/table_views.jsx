// Views that people keep of a table: what is filtered, in which order, which fields are shown, and how; and those at Airtable.
import { useState } from "react";
import { BookmarkPlus, Check, LayoutList, Pencil, Trash2 } from "lucide-react";
import { TextField } from "./fields.jsx";
import { HEIGHTS } from "./look_menu.jsx";
import { Menu, MenuItem } from "./menu.jsx";
import { Modal } from "./modal.jsx";
import { Problem } from "./problem.jsx";
import { useReading } from "./reading.js";
import { ask } from "./rest.js";
import { mayWrite } from "./roles.js";
import { readSort } from "./table_address.js";

const NOTHING = { v: "", a: "", w: null, s: "", f: "", g: "", c: "", m: null };

const definitionOf = ({ where, sort, fields, group, height, colour, colours, airtableView }) => ({
  where,
  sort: readSort(sort),
  fields,
  group_by: group ? [readGrouping(group)] : [],
  airtable_view: airtableView,
  row_height: HEIGHTS[height] ? height : "",
  colour_by: colour,
  colours,
});

function readGrouping(text) {
  const [field, bucket] = text.split(":");
  return bucket ? { field, bucket } : field;
}

// What the address says when a view is looked at.
const addressOf = ({ id, definition: { where, sort, fields, group_by: [group], airtable_view: view, row_height: height, colour_by: colour, colours } }) => ({
  ...NOTHING,
  v: id,
  a: view,
  w: where,
  h: height,
  c: colour,
  m: colours.length ? colours : null,
  s: sort.map(({ field, descending }) => `${descending ? "-" : ""}${field}`).join(","),
  f: fields.join(","),
  g: group?.field ? `${group.field}${group.bucket ? `:${group.bucket}` : ""}` : (group ?? ""),
});

// The fields that a view at Airtable shows, behind the one that names the record.
function shownBy({ field_ids: ids }, primary, fields) {
  const others = ids.filter((id) => id !== primary.id);
  return others.length && ids.length < fields.length ? others.join(",") : "";
}

function SaveForm({ looked, canShare, onSaved, onCancel }) {
  const [name, setName] = useState("");
  const [isShared, setShared] = useState(false);
  const [problem, setProblem] = useState(null);

  async function submit(event) {
    event.preventDefault();
    const body = { base: looked.base, table: looked.table, name: name.trim(), definition: definitionOf(looked) };
    const { data, problem: refusal } = await ask("POST", "/views", { body: { ...body, is_shared: isShared } });
    setProblem(refusal ?? null);
    if (data) onSaved(data);
  }

  return (
    <form onSubmit={submit}>
      <h2>Keep this as a view</h2>
      <TextField label="Name" maxLength={120} required autoFocus value={name} onChange={setName} />
      {canShare ? (
        <label className="check">
          <input type="checkbox" checked={isShared} onChange={(event) => setShared(event.target.checked)} />
          <span>
            For the whole team
            <span className="field-hint">Everybody sees it; editors may change it.</span>
          </span>
        </label>
      ) : null}
      <Problem problem={problem} />
      <footer>
        <button type="button" className="button secondary" onClick={onCancel}>
          Cancel
        </button>
        <button type="submit" className="button primary" disabled={!name.trim()}>
          Keep
        </button>
      </footer>
    </form>
  );
}

function Mark({ isOn }) {
  return isOn ? <Check size={15} aria-hidden="true" /> : <span className="menu-gap" />;
}

export function TableViews({ table, primary, looked, look, role }) {
  const path = `/views?base=${encodeURIComponent(looked.base)}&table=${encodeURIComponent(looked.table)}`;
  const { data, read } = useReading(path, 0);
  const [isSaving, setSaving] = useState(false);
  const [problem, setProblem] = useState(null);
  const views = data?.items ?? [];
  const current = views.find(({ id }) => id === looked.view);
  // Forms show no records.
  const others = table.views.filter(({ type }) => type !== "form");
  const other = current ? undefined : others.find(({ id, name }) => id === looked.airtableView || name === looked.airtableView);
  const mayChange = current && (current.is_mine || (current.is_shared && mayWrite(role)));
  const mayDelete = current && (current.is_mine || (current.is_shared && (role === "admin" || role === "owner")));

  async function send(method, body) {
    const { problem: refusal } = await ask(method, `/views/${current.id}`, { body });
    setProblem(refusal ?? null);
    await read();
    if (!refusal && method === "DELETE") look({ v: "" });
  }

  return (
    <>
      <Menu
        label="Views"
        align="start"
        icon={
          <>
            <LayoutList size={14} aria-hidden="true" /> <span className="truncate bar-words">{(current ?? other)?.name ?? "Views"}</span>
          </>
        }
        buttonClass={`button secondary view-button ${current || other ? "is-on" : ""}`}
      >
        <MenuItem icon={<Mark isOn={!current && !other} />} checked={!current && !other} onSelect={() => look(NOTHING)}>
          All records
        </MenuItem>
        {views.map((view) => (
          <MenuItem key={view.id} icon={<Mark isOn={view.id === looked.view} />} checked={view.id === looked.view} onSelect={() => look(addressOf(view))}>
            {view.name}
            {view.is_shared ? " (team)" : ""}
          </MenuItem>
        ))}
        {others.length ? (
          <div role="group" aria-label="Views at Airtable">
            <p className="menu-title" aria-hidden="true">
              At Airtable
            </p>
            {others.map((view) => (
              <MenuItem
                key={view.id}
                icon={<Mark isOn={view === other} />}
                checked={view === other}
                onSelect={() => look({ ...NOTHING, a: view.id, f: shownBy(view, primary, table.fields) })}
              >
                {view.name}
              </MenuItem>
            ))}
          </div>
        ) : null}
        <hr className="menu-line" />
        <MenuItem icon={<BookmarkPlus size={15} aria-hidden="true" />} onSelect={() => setSaving(true)}>
          Keep this as a view
        </MenuItem>
        {mayChange ? (
          <MenuItem
            icon={<Pencil size={15} aria-hidden="true" />}
            onSelect={() => send("PATCH", { version: current.version, definition: definitionOf(looked) })}
          >
            Change “{current.name}” to this
          </MenuItem>
        ) : null}
        {mayDelete ? (
          <MenuItem
            icon={<Trash2 size={15} aria-hidden="true" />}
            tone="danger"
            onSelect={() => send("DELETE")}
          >
            Delete “{current.name}”
          </MenuItem>
        ) : null}
      </Menu>
      <Problem problem={problem} />
      <Modal open={isSaving} onClose={() => setSaving(false)} label="Keep this as a view" className="confirm">
        <SaveForm
          looked={looked}
          canShare={mayWrite(role)}
          onCancel={() => setSaving(false)}
          onSaved={async (view) => {
            setSaving(false);
            await read();
            look({ v: view.id });
          }}
        />
      </Modal>
    </>
  );
}
