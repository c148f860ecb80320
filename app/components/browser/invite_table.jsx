import { ConfirmDialog, useAsked } from "./confirm.jsx";
import { useListFocus } from "./list_focus.js";
import { titleOf } from "./roles.js";
import { Until } from "./when.jsx";

function InviteRow({ invite, onAskRevoke }) {
  return (
    <tr>
      <th scope="row">
        <span className="who-text">
          <span className="truncate">{invite.email}</span>
          <span className="narrow-only meta">
            Ends <Until at={invite.expires_at} />
          </span>
        </span>
      </th>
      <td className="wide-only meta">{invite.inviter_name}</td>
      <td className="wide-only meta">
        <Until at={invite.expires_at} />
      </td>
      <td>
        <span className="role-fixed">{titleOf(invite.role)}</span>
      </td>
      <td className="row-actions">
        <button
          type="button"
          className="button ghost"
          aria-label={`Revoke the invite of ${invite.email}`}
          onClick={() => onAskRevoke(invite)}
        >
          Revoke
        </button>
      </td>
    </tr>
  );
}

// The invites that somebody can still follow.
export function InviteTable({ invites = [], onRevoke }) {
  const asked = useAsked();
  const [table, awaitRemoval] = useListFocus(invites.map(({ id }) => id));

  function revoke() {
    asked.close();
    awaitRemoval(asked.about.id);
    onRevoke?.(asked.about.id);
  }

  return (
    <>
      <table ref={table} tabIndex={-1} className="table people" aria-label="Open invites">
        <thead>
          <tr>
            <th scope="col">E-mail</th>
            <th scope="col" className="wide-only person-column">
              Invited by
            </th>
            <th scope="col" className="wide-only time-column">
              Ends
            </th>
            <th scope="col" className="role-column">
              Role
            </th>
            <td className="row-actions" />
          </tr>
        </thead>
        <tbody>
          {invites.map((invite) => (
            <InviteRow key={invite.id} invite={invite} onAskRevoke={asked.ask} />
          ))}
        </tbody>
      </table>
      <ConfirmDialog
        open={asked.open}
        title={`Revoke the invite of ${asked.about.email}?`}
        verb="Revoke invite"
        onCancel={asked.close}
        onConfirm={revoke}
      >
        <p>The link that was mailed stops working. You can send another one.</p>
      </ConfirmDialog>
    </>
  );
}
