// Views that people keep of a table: what is filtered, in which order, and which fields are shown.
import { useState } from "react";
import { BookmarkPlus, Check, LayoutList, Pencil, Trash2 } from "lucide-react";
import { TextField } from "./fields.jsx";
import { Menu, MenuItem } from "./menu.jsx";
import { Modal } from "./modal.jsx";
import { Problem } from "./problem.jsx";
import { useReading } from "./reading.js";
import { ask } from "./rest.js";
import { mayWrite } from "./roles.js";
import { readSort } from "./table_address.js";

const definitionOf = ({ where, sort, fields, group }) => ({
  where,
  sort: readSort(sort),
  fields,
  group_by: group ? [readGrouping(group)] : [],
});

function readGrouping(text) {
  const [field, bucket] = text.split(":");
  return bucket ? { field, bucket } : field;
}

// What the address says when a view is looked at.
const addressOf = ({ id, definition: { where, sort, fields, group_by: [group] } }) => ({
  v: id,
  w: where,
  s: sort.map(({ field, descending }) => `${descending ? "-" : ""}${field}`).join(","),
  f: fields.join(","),
  g: group?.field ? `${group.field}${group.bucket ? `:${group.bucket}` : ""}` : (group ?? ""),
});

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

export function TableViews({ looked, look, role }) {
  const path = `/views?base=${encodeURIComponent(looked.base)}&table=${encodeURIComponent(looked.table)}`;
  const { data, read } = useReading(path, 0);
  const [isSaving, setSaving] = useState(false);
  const [problem, setProblem] = useState(null);
  const views = data?.items ?? [];
  const current = views.find(({ id }) => id === looked.view);
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
            <LayoutList size={14} aria-hidden="true" /> <span className="truncate bar-words">{current?.name ?? "Views"}</span>
          </>
        }
        buttonClass={`button secondary view-button ${current ? "is-on" : ""}`}
      >
        <MenuItem icon={<Mark isOn={!current} />} checked={!current} onSelect={() => look({ v: "", w: null, s: "", f: "", g: "" })}>
          All records
        </MenuItem>
        {views.map((view) => (
          <MenuItem key={view.id} icon={<Mark isOn={view.id === looked.view} />} checked={view.id === looked.view} onSelect={() => look(addressOf(view))}>
            {view.name}
            {view.is_shared ? " (team)" : ""}
          </MenuItem>
        ))}
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
