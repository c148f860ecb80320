import { Users } from "lucide-react";
import { Link } from "react-router";

const MOST = 3;

const initialsOf = (name) =>
  name
    .split(/\s+/)
    .map(([first]) => first ?? "")
    .slice(0, 2)
    .join("")
    .toUpperCase();

// Colleagues who look at the same table, by their initials.
export function Colleagues({ people }) {
  if (!people.length) return null;
  const shown = people.length > MOST + 1 ? people.slice(0, MOST) : people;
  const left = people.slice(shown.length);
  const words = `${people.map(({ name }) => name).join(", ")} ${people.length === 1 ? "is" : "are"} here too`;
  return (
    <span className="colleagues" role="img" aria-label={words} title={words}>
      {shown.map(({ id, name }) => (
        <span key={id}>{initialsOf(name)}</span>
      ))}
      {left.length ? <span>+{left.length}</span> : null}
    </span>
  );
}

export function ChangeOfOthers({ said }) {
  if (!said) return null;
  return (
    <p role="status" className="edit-note">
      <Users size={14} aria-hidden="true" />
      <span>
        {said.who} changed {said.what}. <Link to={`/changes/?p=${said.plan}`}>What</Link>
      </span>
    </p>
  );
}
