import { useState } from "react";
import { BadgeCheck, CircleAlert, Ellipsis, Gauge, KeyRound, LoaderCircle, Lock, Pencil, Plug, RefreshCw, Trash2 } from "lucide-react";
import { AirtableSignIn } from "./airtable_sign_in.jsx";
import { ConfirmDialog, useAsked } from "./confirm.jsx";
import { TextField } from "./fields.jsx";
import { useListFocus } from "./list_focus.js";
import { Menu, MenuItem } from "./menu.jsx";
import { Modal } from "./modal.jsx";
import { PlanField, callsOf } from "./plan_field.jsx";
import { TokenForm } from "./token_form.jsx";
import { When } from "./when.jsx";

const CONDITIONS = {
  works: ["Works", "green", BadgeCheck],
  read_only: ["Reads only", "amber", Lock],
  exhausted: ["No calls left", "amber", Gauge],
  silent: ["No answer", "amber", CircleAlert],
  reconnect: ["Disconnected", "red", CircleAlert],
};
const KINDS = { sandbox: "Sandbox on this server", token: "Personal access token", oauth: "Signed in at Airtable" };
const SHOWN_BASES = 6;

// "A, B and C", or "A, B and 7 more".
function listed(names) {
  const shown = names.slice(0, names.length > SHOWN_BASES ? SHOWN_BASES : -1);
  const last = names.length > SHOWN_BASES ? `${names.length - SHOWN_BASES} more` : names.at(-1);
  return shown.length ? `${shown.join(", ")} and ${last}` : last;
}

function Condition({ condition }) {
  const [words, hue, Icon] = CONDITIONS[condition] ?? CONDITIONS.works;
  return (
    <span className={`pill ${hue}`}>
      <Icon size={12} aria-hidden="true" />
      {words}
    </span>
  );
}

function Bases({ seen }) {
  if (!seen) {
    return (
      <span className="meta" role="status">
        <span className="skeleton h-3 w-40" />
        <span className="sr-only">Asking which bases it sees</span>
      </span>
    );
  }
  if (seen.problem) return <span className="meta">Its bases are not known now. {seen.problem}</span>;
  if (!seen.names.length) return <span className="meta">Sees no base.</span>;
  return (
    <span className="meta" title={seen.names.join(", ")}>
      Sees {listed(seen.names)}
    </span>
  );
}

function RowMenu({ connection, isTesting, acts }) {
  return (
    <Menu
      label={`Actions for ${connection.name}`}
      icon={<Ellipsis size={15} aria-hidden="true" />}
      buttonClass="icon-button"
    >
      <MenuItem
        icon={<RefreshCw size={15} aria-hidden="true" />}
        onSelect={() => isTesting || acts.test(connection.id)}
      >
        Test
      </MenuItem>
      <MenuItem icon={<Pencil size={15} aria-hidden="true" />} onSelect={() => acts.askChange(connection)}>
        Edit
      </MenuItem>
      {connection.kind === "token" ? (
        <MenuItem icon={<KeyRound size={15} aria-hidden="true" />} onSelect={() => acts.askToken(connection)}>
          New token
        </MenuItem>
      ) : null}
      <MenuItem
        icon={<Trash2 size={15} aria-hidden="true" />}
        tone="danger"
        onSelect={() => acts.askRemove(connection)}
      >
        Remove
      </MenuItem>
    </Menu>
  );
}

function Checked({ connection, isTesting }) {
  if (isTesting) {
    return (
      <span className="meta" role="status">
        <LoaderCircle size={12} className="spin" aria-hidden="true" /> Testing
      </span>
    );
  }
  return (
    <span className="meta">{connection.checked_at ? <>Checked <When at={connection.checked_at} /></> : "Not tested yet"}</span>
  );
}

function Row({ connection, seen, isTesting, acts }) {
  // What was asked a moment ago knows better than what is stored.
  const condition = connection.condition === "works" && seen?.problem ? "silent" : connection.condition;
  return (
    <li className="line-row connection-row">
      <span className="line-icon">
        <Plug size={16} aria-hidden="true" />
      </span>
      <span className="who-text">
        <span className="who-name">
          <span className="truncate">{connection.name}</span>
          <Condition condition={condition} />
        </span>
        <span className="meta">
          {KINDS[connection.kind] ?? connection.kind}
          {connection.owner_email ? ` of ${connection.owner_email}` : ""}
        </span>
        {connection.reason ? <span className="meta connection-reason">{connection.reason}</span> : null}
        {connection.condition === "reconnect" ? null : <Bases seen={seen} />}
        <Checked connection={connection} isTesting={isTesting} />
        {condition === "reconnect" && connection.kind === "token" ? (
          <button type="button" className="button secondary" onClick={() => acts.askToken(connection)}>
            Reconnect
          </button>
        ) : null}
        {condition === "reconnect" && connection.kind === "oauth" ? (
          <AirtableSignIn connectionId={connection.id} verb="Reconnect at Airtable" />
        ) : null}
        {condition === "silent" ? (
          <button
            type="button"
            className="button secondary"
            disabled={isTesting}
            onClick={() => acts.test(connection.id)}
          >
            Try again
          </button>
        ) : null}
      </span>
      <RowMenu connection={connection} isTesting={isTesting} acts={acts} />
    </li>
  );
}

function ChangeForm({ connection, onChange, onCancel }) {
  const [name, setName] = useState(connection.name);
  const [plan, setPlan] = useState(connection.plan_calls ? String(connection.plan_calls) : "");
  const calls = callsOf(plan);
  const isReady = name.trim() && calls !== null;

  function submit(event) {
    event.preventDefault();
    if (isReady) onChange(name.trim(), calls);
  }

  return (
    <form onSubmit={submit}>
      <h2>Edit the connection</h2>
      <TextField label="Name" maxLength={120} required autoFocus value={name} onChange={setName} />
      {connection.kind === "sandbox" ? null : <PlanField value={plan} onChange={setPlan} />}
      <footer>
        <button type="button" className="button secondary" onClick={onCancel}>
          Cancel
        </button>
        <button type="submit" className="button primary" disabled={!isReady}>
          Save
        </button>
      </footer>
    </form>
  );
}

function ChangeDialog({ asked, onChange }) {
  const { id } = asked.about;

  function change(name, calls) {
    asked.close();
    onChange?.(id, name, calls);
  }

  return (
    <Modal open={asked.open} onClose={asked.close} label="Edit the connection" className="confirm">
      <ChangeForm connection={asked.about} onChange={change} onCancel={asked.close} />
    </Modal>
  );
}

function TokenDialog({ asked, onReconnected }) {
  const { id, name } = asked.about;

  function done() {
    asked.close();
    onReconnected?.(id);
  }

  return (
    <Modal open={asked.open} onClose={asked.close} label={`New token for ${name}`} className="confirm">
      <TokenForm
        title={`New token for ${name}`}
        text="It takes the place of the old one at once. What only the old one could see is not shown any more."
        verb="Use this token"
        path={`/connections/${id}/token`}
        onDone={done}
        onCancel={asked.close}
      />
    </Modal>
  );
}

function RemoveDialog({ asked, bases, onRemove }) {
  const { id, name, kind } = asked.about;
  const names = bases[id]?.names ?? [];
  return (
    <ConfirmDialog
      open={asked.open}
      title={`Remove the connection ${name}?`}
      verb="Remove connection"
      onCancel={asked.close}
      onConfirm={onRemove}
    >
      <p>
        {names.length ? `Questions about ${listed(names)}` : "Questions about its bases"} stop
        working unless another connection sees them, and their tables are kept up to date no more. Answers in threads
        stay.{" "}
        {kind === "sandbox"
          ? "The sandbox of this team cannot be brought back."
          : kind === "oauth"
            ? "Its access is forgotten here; Airtable lists it under Integrations, where it can be revoked."
            : "The token is forgotten here; Airtable still knows it."}
      </p>
    </ConfirmDialog>
  );
}

// The connections of the team, each with what it can do now.
export function ConnectionList({ connections = [], bases = {}, testing, onTest, onChange, onRemove, onReconnected }) {
  const change = useAsked();
  const token = useAsked();
  const removal = useAsked();
  const [list, awaitRemoval] = useListFocus(connections.map(({ id }) => id));
  const acts = { test: (id) => onTest?.(id), askChange: change.ask, askToken: token.ask, askRemove: removal.ask };

  function remove() {
    removal.close();
    awaitRemoval(removal.about.id);
    onRemove?.(removal.about.id);
  }

  return (
    <>
      <ul ref={list} tabIndex={-1} className="lines" aria-label="Connections">
        {connections.map((connection) => (
          <Row
            key={connection.id}
            connection={connection}
            seen={bases[connection.id]}
            isTesting={testing === connection.id}
            acts={acts}
          />
        ))}
      </ul>
      <ChangeDialog asked={change} onChange={onChange} />
      <TokenDialog asked={token} onReconnected={onReconnected} />
      <RemoveDialog asked={removal} bases={bases} onRemove={remove} />
    </>
  );
}
