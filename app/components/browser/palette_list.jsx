import { useContext } from "react";
import { useNavigate } from "react-router";
import { Command } from "cmdk";
import { Keyboard, LogOut, MessageSquare, MessagesSquare, Search, SquarePen, SunMoon } from "lucide-react";
import { ColorModeContext } from "$/utils/context-registry";
import { setOpen } from "./shell_store.js";

const PAGE_ICONS = { "message-square": MessagesSquare };

function signOut() {
  const form = Object.assign(document.createElement("form"), { method: "post", action: "/sign-out" });
  document.body.append(form);
  form.submit();
}

function Item({ icon: Icon, keys, children, ...props }) {
  return (
    <Command.Item {...props}>
      <Icon size={15} aria-hidden="true" />
      <span className="truncate">{children}</span>
      {keys ? <kbd>{keys}</kbd> : null}
    </Command.Item>
  );
}

export default function PaletteList({ pages, threads, search, onSearch, close }) {
  const navigate = useNavigate();
  const { toggleColorMode } = useContext(ColorModeContext);
  const then = (action) => () => {
    close();
    action();
  };
  return (
    <Command label="Command palette" loop>
      <div className="palette-input">
        <Search size={16} aria-hidden="true" />
        <Command.Input
          autoFocus
          placeholder="Search threads or run a command"
          value={search}
          onValueChange={onSearch}
        />
        <kbd>Esc</kbd>
      </div>
      <Command.List label="Results">
        <Command.Empty>Nothing matches. Try fewer letters.</Command.Empty>
        <Command.Group heading="Actions">
          <Item icon={SquarePen} value="New chat" onSelect={then(() => navigate("/chat/"))}>
            New chat
          </Item>
          <Item
            icon={SunMoon}
            value="Switch theme"
            keywords={["dark", "light", "mode"]}
            keys="Ctrl Shift L"
            onSelect={then(toggleColorMode)}
          >
            Switch theme
          </Item>
          <Item icon={Keyboard} value="Keyboard shortcuts" keys="?" onSelect={then(() => setOpen("shortcuts", true))}>
            Keyboard shortcuts
          </Item>
          <Item icon={LogOut} value="Sign out" keywords={["log out", "leave"]} onSelect={then(signOut)}>
            Sign out
          </Item>
        </Command.Group>
        <Command.Group heading="Go to">
          {pages.map(({ route, title, icon }) => (
            <Item
              key={route}
              icon={PAGE_ICONS[icon] ?? Search}
              value={`Go to ${title}`}
              onSelect={then(() => navigate(route))}
            >
              {title}
            </Item>
          ))}
        </Command.Group>
        <Command.Group heading="Threads">
          {threads.map(({ id, title }) => (
            <Item
              key={id}
              icon={MessageSquare}
              value={`${title} ${id}`}
              onSelect={then(() => navigate(`/chat/?t=${id}`))}
            >
              {title}
            </Item>
          ))}
        </Command.Group>
      </Command.List>
    </Command>
  );
}
