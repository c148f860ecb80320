import { useEffect } from "react";
import { useLocation } from "react-router";
import { Check, LogOut, Settings } from "lucide-react";
import { forgetDrafts } from "./drafts.js";
import { Menu, MenuItem, MenuLink } from "./menu.jsx";
import { forgetRole, noteRole } from "./shell_store.js";

// Going to another team is a plain form: a full page load, so that nothing of the team before stays in memory.
// What stands behind the ? of the address belongs to the team before, so only the section of a page is kept.
function TeamItem({ team, next }) {
  const mark = <Check size={15} aria-hidden="true" className={team.is_current ? "" : "invisible"} />;
  const item = (
    <MenuItem submit={!team.is_current} checked={team.is_current} icon={mark}>
      <span className="truncate">{team.name}</span>
      <span className="menu-meta">{team.role}</span>
    </MenuItem>
  );
  if (team.is_current) return item;
  return (
    <form method="post" action="/switch-team" role="none">
      <input type="hidden" name="team_id" value={team.id} />
      <input type="hidden" name="next" value={next} />
      {item}
    </form>
  );
}

function Teams({ teams }) {
  const { pathname, search } = useLocation();
  const section = new URLSearchParams(search).get("s");
  const next = section ? `${pathname}?s=${encodeURIComponent(section)}` : pathname;
  return (
    <div role="group" aria-label="Teams" className="menu-group">
      {teams.map((team) => (
        <TeamItem key={team.id} team={team} next={next} />
      ))}
    </div>
  );
}

// Signing out is a plain form too.
export function AccountMenu({ name, email, role, team, teams = [], initials, buttonClass, caption }) {
  useEffect(() => noteRole(role), [role]);
  const head = (
    <div className="menu-head">
      <strong>{name}</strong>
      <span>{email}</span>
      <span>
        {role} · {team}
      </span>
    </div>
  );
  const face = (
    <>
      <span className={`avatar green ${caption ? "size-5" : "size-7"}`} data-initials={initials} />
      {caption ? <span>{caption}</span> : null}
    </>
  );
  function forget() {
    forgetDrafts(email);
    forgetRole();
  }
  return (
    <Menu label={`Account: ${name}`} icon={face} buttonClass={buttonClass} align="beside" head={head}>
      {teams.length > 1 ? <Teams teams={teams} /> : null}
      <MenuLink to="/settings/" icon={<Settings size={15} aria-hidden="true" />}>
        Settings
      </MenuLink>
      <form method="post" action="/sign-out" role="none" onSubmit={forget}>
        <MenuItem submit icon={<LogOut size={15} aria-hidden="true" />}>
          Sign out
        </MenuItem>
      </form>
    </Menu>
  );
}
