import { LogOut } from "lucide-react";
import { forgetDrafts } from "./drafts.js";
import { Menu, MenuItem } from "./menu.jsx";

// Signing out is a plain form: a full page load, so that nothing of this person stays in memory.
export function AccountMenu({ name, email, role, team, initials, buttonClass, caption }) {
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
  return (
    <Menu label={`Account: ${name}`} icon={face} buttonClass={buttonClass} align="beside" head={head}>
      <form method="post" action="/sign-out" role="none" onSubmit={() => forgetDrafts(email)}>
        <MenuItem submit icon={<LogOut size={15} aria-hidden="true" />}>
          Sign out
        </MenuItem>
      </form>
    </Menu>
  );
}
