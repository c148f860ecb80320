import { ConfirmDialog, useAsked } from "./confirm.jsx";
import { useListFocus } from "./list_focus.js";
import { Until, When } from "./when.jsx";

const SCOPES = { read: ["Read", "gray"], write: ["Write", "blue"], admin: ["Admin", "violet"] };

function Used({ at }) {
  return at ? <When at={at} /> : "Never";
}

function KeyRow({ apiKey, onAskRevoke }) {
  const [words, hue] = SCOPES[apiKey.scope] ?? [apiKey.scope, "gray"];
  return (
    <tr>
      <th scope="row">
        <span className="who-text">
          <span className="truncate">{apiKey.name}</span>
          <span className="meta truncate">
            <code>{apiKey.hint}…</code> {apiKey.person_name}
          </span>
        </span>
      </th>
      <td>
        <span className={`pill ${hue}`}>{words}</span>
        {apiKey.scope !== "read" && apiKey.writes_need_approval ? (
          <span className="wide-only meta"> {apiKey.client_may_confirm ? "asks in its client" : "asks first"}</span>
        ) : null}
      </td>
      <td className="wide-only meta">
        <Used at={apiKey.last_used_at} />
      </td>
      <td className="wide-only meta">{apiKey.expires_at ? <Until at={apiKey.expires_at} /> : "Never"}</td>
      <td className="row-actions">
        <button
          type="button"
          className="button ghost"
          aria-label={`Revoke the key ${apiKey.name}`}
          onClick={() => onAskRevoke(apiKey)}
        >
          Revoke
        </button>
      </td>
    </tr>
  );
}

// The keys without their secrets.
export function ApiKeyTable({ apiKeys = [], of = "", onRevoke }) {
  const asked = useAsked();
  const shown = of ? apiKeys.filter((apiKey) => apiKey.person_id === of) : apiKeys;
  const [table, awaitRemoval] = useListFocus(shown.map(({ id }) => id));

  function revoke() {
    asked.close();
    awaitRemoval(asked.about.id);
    onRevoke?.(asked.about.id);
  }

  const none = "No key yet. A key lets a program ask over REST, with no more rights than you have.";
  return (
    <>
      {shown.length ? null : <p className="card-note meta">{none}</p>}
      <table ref={table} hidden={!shown.length} tabIndex={-1} className="table people two-lines" aria-label="API keys">
        <thead>
          <tr>
            <th scope="col">Key</th>
            <th scope="col" className="scope-column">
              May
            </th>
            <th scope="col" className="wide-only time-column">
              Last used
            </th>
            <th scope="col" className="wide-only time-column">
              Ends
            </th>
            <td className="row-actions" />
          </tr>
        </thead>
        <tbody>
          {shown.map((apiKey) => (
            <KeyRow key={apiKey.id} apiKey={apiKey} onAskRevoke={asked.ask} />
          ))}
        </tbody>
      </table>
      <ConfirmDialog
        open={asked.open}
        title={`Revoke the key “${asked.about.name}”?`}
        verb="Revoke key"
        onCancel={asked.close}
        onConfirm={revoke}
      >
        <p>Programs that use it are refused within seconds. A revoked key cannot be brought back.</p>
      </ConfirmDialog>
    </>
  );
}
