import { useState } from "react";
import { Plus, Users } from "lucide-react";
import { ConfirmDialog, useAsked } from "./confirm.jsx";
import { TextField } from "./fields.jsx";
import { Modal } from "./modal.jsx";
import { titleOf } from "./roles.js";

// A full page load, so that nothing of the team before stays in memory.
function SwitchForm({ team }) {
  return (
    <form method="post" action="/switch-team">
      <input type="hidden" name="team_id" value={team.id} />
      <input type="hidden" name="next" value="/settings/?s=teams" />
      <button type="submit" className="button secondary" aria-label={`Switch to ${team.name}`}>
        Switch
      </button>
    </form>
  );
}

function TeamRow({ team, onAskLeave }) {
  return (
    <li className="line-row">
      <span className="line-icon">
        <Users size={16} aria-hidden="true" />
      </span>
      <span className="who-text">
        <span className="who-name">
          <span className="truncate">{team.name}</span>
          {team.is_current ? <span className="pill green">Current</span> : null}
        </span>
        <span className="meta truncate">
          {titleOf(team.role)}, {team.members === 1 ? "1 member" : `${team.members} members`}
        </span>
      </span>
      {team.is_current ? (
        <button
          type="button"
          className="button ghost"
          aria-label={`Leave ${team.name}`}
          onClick={() => onAskLeave(team)}
        >
          Leave
        </button>
      ) : (
        <SwitchForm team={team} />
      )}
    </li>
  );
}

function NewTeam({ onMake }) {
  const [open, setOpen] = useState(false);
  const [name, setName] = useState("");

  function close() {
    setOpen(false);
    setName("");
  }

  function submit(event) {
    event.preventDefault();
    onMake?.(name.trim());
    close();
  }

  return (
    <>
      <button type="button" className="button secondary" onClick={() => setOpen(true)}>
        <Plus size={15} aria-hidden="true" />
        New team
      </button>
      <Modal open={open} onClose={close} label="Make a team" className="confirm">
        <form onSubmit={submit}>
          <h2>Make a team</h2>
          <p>You become its owner. Threads, keys and members of a team are seen by nobody outside of it.</p>
          <TextField label="Name" maxLength={120} required autoFocus value={name} onChange={setName} />
          <footer>
            <button type="button" className="button secondary" onClick={close}>
              Cancel
            </button>
            <button type="submit" className="button primary" disabled={!name.trim()}>
              Make team
            </button>
          </footer>
        </form>
      </Modal>
    </>
  );
}

// The teams of this person. Leaving is for the current one: the session works in it.
export function TeamList({ teams = [], onMake, onLeave }) {
  const asked = useAsked();
  const mayMake = teams.some(({ role }) => role === "owner" || role === "admin");

  function leave() {
    asked.close();
    onLeave?.();
  }

  return (
    <>
      <ul className="lines" aria-label="Teams">
        {teams.map((team) => (
          <TeamRow key={team.id} team={team} onAskLeave={asked.ask} />
        ))}
      </ul>
      {mayMake ? (
        <footer className="card-foot">
          <NewTeam onMake={onMake} />
        </footer>
      ) : null}
      <ConfirmDialog
        open={asked.open}
        title={`Leave ${asked.about.name}?`}
        verb="Leave team"
        onCancel={asked.close}
        onConfirm={leave}
      >
        <p>
          You lose access at once, your API keys for this team stop working, and you are signed out. Only an invite
          brings you back.
        </p>
      </ConfirmDialog>
    </>
  );
}
