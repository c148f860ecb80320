import { useContext } from "react";
import { useNavigate } from "react-router";
import { Command } from "cmdk";
import {
  GitBranch,
  Keyboard,
  LogOut,
  MessageSquare,
  MessagesSquare,
  Search,
  Settings,
  ShieldCheck,
  SquarePen,
  SunMoon,
  Table2,
} from "lucide-react";
import { ColorModeContext } from "$/utils/context-registry";
import { forgetDrafts } from "./drafts.js";
import { usePalettePlaces } from "./palette_places.js";
import { forgetRole, setOpen } from "./shell_store.js";

const PAGE_ICONS = { "message-square": MessagesSquare, settings: Settings, "shield-check": ShieldCheck };

function signOut(person) {
  forgetDrafts(person);
  forgetRole();
  const form = Object.assign(document.createElement("form"), { method: "post", action: "/sign-out" });
  document.body.append(form);
  form.submit();
}

// Found by its words, never by its id or address: each word of the search is somewhere in them. What begins with the
// search comes first.
function matches(_id, search, words) {
  const wanted = search.toLowerCase();
  const text = words.join(" ").toLowerCase();
  if (!wanted.split(/\s+/).every((word) => text.includes(word))) return 0;
  return text.startsWith(wanted) ? 2 : 1;
}

function Item({ id, icon: Icon, title, words = [], meta, keys, onSelect }) {
  return (
    <Command.Item value={id ?? title} keywords={[title, ...words]} onSelect={onSelect}>
      <Icon size={15} aria-hidden="true" />
      <span className="truncate">{title}</span>
      {meta ? <span className="meta truncate">{meta}</span> : null}
      {keys ? <kbd>{keys}</kbd> : null}
    </Command.Item>
  );
}

function Actions({ person, then }) {
  const navigate = useNavigate();
  const { toggleColorMode } = useContext(ColorModeContext);
  const showShortcuts = () => setOpen("shortcuts", true);
  return (
    <Command.Group heading="Actions">
      <Item icon={SquarePen} title="New chat" onSelect={then(() => navigate("/chat/"))} />
      <Item
        icon={SunMoon}
        title="Switch theme"
        words={["dark", "light", "mode"]}
        keys="Ctrl Shift L"
        onSelect={then(toggleColorMode)}
      />
      <Item icon={Keyboard} title="Keyboard shortcuts" words={["keys", "help"]} keys="?" onSelect={then(showShortcuts)} />
      <Item icon={LogOut} title="Sign out" words={["log out", "leave"]} onSelect={then(() => signOut(person))} />
    </Command.Group>
  );
}

// Places in the product; `places` have an address (`to`), a title and an icon.
function Places({ heading, places, then }) {
  const navigate = useNavigate();
  return (
    <Command.Group heading={heading}>
      {places.map(({ to, title, icon, meta }) => (
        <Item
          key={to}
          id={`${heading} ${to}`}
          icon={icon}
          title={title}
          words={[heading, meta ?? ""]}
          meta={meta}
          onSelect={then(() => navigate(to))}
        />
      ))}
    </Command.Group>
  );
}

export default function PaletteList({ person, role, places, threads, search, onSearch, close }) {
  const then = (action) => () => {
    close();
    action();
  };
  const pagePlaces = places
    .filter(({ roles }) => roles.includes(role))
    .map(({ to, title, icon }) => ({ to, title, icon: PAGE_ICONS[icon] ?? Search }));
  const found = usePalettePlaces(search);
  const tablePlaces = found.tables.map((place) => ({ ...place, icon: Table2 }));
  const runPlaces = found.runs.map((place) => ({ ...place, icon: GitBranch }));
  const threadPlaces = threads.map(({ id, title }) => ({ to: `/chat/?t=${id}`, title, icon: MessageSquare }));
  return (
    <Command label="Command palette" filter={matches} loop>
      <div className="palette-input">
        <Search size={16} aria-hidden="true" />
        <Command.Input
          autoFocus
          placeholder="Search tables, threads and runs, or run a command"
          value={search}
          onValueChange={onSearch}
        />
        <kbd>Esc</kbd>
      </div>
      <Command.List label="Results">
        <Command.Empty>Nothing matches. Try fewer letters.</Command.Empty>
        <Actions person={person} then={then} />
        <Places heading="Go to" places={pagePlaces} then={then} />
        <Places heading="Tables" places={tablePlaces} then={then} />
        <Places heading="Threads" places={threadPlaces} then={then} />
        <Places heading="Runs" places={runPlaces} then={then} />
      </Command.List>
    </Command>
  );
}
