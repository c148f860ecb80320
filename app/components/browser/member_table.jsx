import { Check, ChevronDown, Crown, Ellipsis, UserMinus } from "lucide-react";
import { ConfirmDialog, useAsked } from "./confirm.jsx";
import { useListFocus } from "./list_focus.js";
import { Menu, MenuItem } from "./menu.jsx";
import { MEANINGS, givableBy, mayChange, titleOf } from "./roles.js";
import { When } from "./when.jsx";

const initialsOf = (name) =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word.charAt(0))
    .join("")
    .toUpperCase();

function RoleMenu({ member, role, onChange }) {
  const face = (
    <>
      {titleOf(member.role)}
      <ChevronDown size={14} aria-hidden="true" />
    </>
  );
  return (
    <Menu label={`${titleOf(member.role)}: role of ${member.name}`} icon={face} buttonClass="button ghost role-button">
      {givableBy(role).map((each) => (
        <MenuItem
          key={each}
          checked={each === member.role}
          icon={<Check size={15} aria-hidden="true" className={each === member.role ? "" : "invisible"} />}
          onSelect={() => each !== member.role && onChange(member, each)}
        >
          <span className="menu-two-lines">
            {titleOf(each)}
            <span className="menu-meta">{MEANINGS[each]}</span>
          </span>
        </MenuItem>
      ))}
    </Menu>
  );
}

function RowMenu({ member, role, onAskTransfer, onAskRemove }) {
  return (
    <Menu
      label={`Actions for ${member.name}`}
      icon={<Ellipsis size={15} aria-hidden="true" />}
      buttonClass="icon-button"
    >
      {role === "owner" && member.role !== "owner" ? (
        <MenuItem icon={<Crown size={15} aria-hidden="true" />} onSelect={() => onAskTransfer(member)}>
          Give the team away
        </MenuItem>
      ) : null}
      <MenuItem icon={<UserMinus size={15} aria-hidden="true" />} tone="danger" onSelect={() => onAskRemove(member)}>
        Remove
      </MenuItem>
    </Menu>
  );
}

function MemberRow({ member, me, role, onChangeRole, onAskTransfer, onAskRemove }) {
  const isMe = member.person_id === me;
  const isOpen = !isMe && mayChange(role, member.role);
  return (
    <tr>
      <th scope="row">
        <span className="who">
          <span className="avatar violet size-6" data-initials={initialsOf(member.name)} />
          <span className="who-text">
            <span className="who-name">
              <span className="truncate">{member.name}</span>
              {isMe ? <span className="pill gray">You</span> : null}
              {member.is_disabled ? <span className="pill red">Disabled</span> : null}
            </span>
            <span className="narrow-only meta truncate">{member.email}</span>
          </span>
        </span>
      </th>
      <td className="wide-only meta">{member.email}</td>
      <td className="wide-only meta">
        <When at={member.joined_at} />
      </td>
      <td className="role-column">
        {isOpen ? (
          <RoleMenu member={member} role={role} onChange={onChangeRole} />
        ) : (
          <span className="role-fixed">{titleOf(member.role)}</span>
        )}
      </td>
      <td className="row-actions">
        {isOpen ? (
          <RowMenu member={member} role={role} onAskTransfer={onAskTransfer} onAskRemove={onAskRemove} />
        ) : null}
      </td>
    </tr>
  );
}

function RemoveDialog({ asked, team, onRemove }) {
  const { name } = asked.about;
  return (
    <ConfirmDialog
      open={asked.open}
      title={`Remove ${name} from ${team}?`}
      verb="Remove member"
      onCancel={asked.close}
      onConfirm={onRemove}
    >
      <p>
        They lose this team at once, in open tabs too, and their API keys for it stop working. What they wrote stays. You
        can invite them again.
      </p>
    </ConfirmDialog>
  );
}

function OwnerDialog({ asked, team, onMake }) {
  const { name } = asked.about;
  return (
    <ConfirmDialog
      open={asked.open}
      title={`Make ${name} an owner of ${team}, beside you?`}
      verb="Make owner"
      tone="primary"
      onCancel={asked.close}
      onConfirm={onMake}
    >
      <p>Owners may do everything: give the team away, delete it, and remove you.</p>
    </ConfirmDialog>
  );
}

function TransferDialog({ asked, team, onTransfer }) {
  const { name } = asked.about;
  return (
    <ConfirmDialog
      open={asked.open}
      title={`Make ${name} the owner of ${team}?`}
      verb="Give the team away"
      asksPassword
      onCancel={asked.close}
      onConfirm={onTransfer}
    >
      <p>You become an admin. Only {name} can give the team back.</p>
    </ConfirmDialog>
  );
}

// The people of the team. What a person may not do to somebody is not offered; the server decides all the same.
export function MemberTable({ members = [], me, role, team, onChangeRole, onRemove, onTransfer }) {
  const removal = useAsked();
  const transfer = useAsked();
  const promotion = useAsked();
  const [table, awaitRemoval] = useListFocus(members.map((member) => member.person_id));

  function remove() {
    removal.close();
    awaitRemoval(removal.about.person_id);
    onRemove?.(removal.about.person_id);
  }

  function changeRole(member, chosen) {
    if (chosen === "owner") promotion.ask(member);
    else onChangeRole?.(member.person_id, chosen);
  }

  function makeOwner() {
    promotion.close();
    onChangeRole?.(promotion.about.person_id, "owner");
  }

  function giveAway() {
    transfer.close();
    onTransfer?.(transfer.about.person_id);
  }

  return (
    <>
      <table ref={table} tabIndex={-1} className="table people members" aria-label="Members">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col" className="wide-only">
              E-mail
            </th>
            <th scope="col" className="wide-only time-column">
              Joined
            </th>
            <th scope="col" className="role-column">
              Role
            </th>
            <td className="row-actions" />
          </tr>
        </thead>
        <tbody>
          {members.map((member) => (
            <MemberRow
              key={member.person_id}
              member={member}
              me={me}
              role={role}
              onChangeRole={changeRole}
              onAskTransfer={transfer.ask}
              onAskRemove={removal.ask}
            />
          ))}
        </tbody>
      </table>
      <RemoveDialog asked={removal} team={team} onRemove={remove} />
      <OwnerDialog asked={promotion} team={team} onMake={makeOwner} />
      <TransferDialog asked={transfer} team={team} onTransfer={giveAway} />
    </>
  );
}
