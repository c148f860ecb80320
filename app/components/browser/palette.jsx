import { lazy, Suspense, useEffect, useState } from "react";
import { Search } from "lucide-react";
import { Modal } from "./modal.jsx";
import { setOpen, useShell } from "./shell_store.js";

const load = () => import("./palette_list.jsx");
const PaletteList = lazy(load);

// Holds the place of the field while the list is loading, and what is typed into it.
function EarlyField({ search, onSearch }) {
  return (
    <div className="palette-loading">
      <div className="palette-input">
        <Search size={16} aria-hidden="true" />
        <input
          autoFocus
          aria-label="Search"
          placeholder="Search tables, threads and runs, or run a command"
          value={search}
          onChange={(event) => onSearch(event.target.value)}
        />
        <kbd>Esc</kbd>
      </div>
    </div>
  );
}

// The command palette. Its list and its library are loaded when it is first opened.
export function CommandPalette({ person, role, places = [], threads = [], onOpen }) {
  const { palette } = useShell();
  const [search, setSearch] = useState("");
  const close = () => setOpen("palette", false);

  useEffect(() => {
    if (palette) onOpen?.();
    else setSearch("");
  }, [palette]);

  // The first half of Ctrl K is warning enough to fetch what the second half shows.
  useEffect(() => {
    const onKeyDown = ({ key }) => (key === "Control" || key === "Meta") && load();
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);

  return (
    <Modal open={palette} onClose={close} label="Command palette" className="palette">
      <Suspense fallback={<EarlyField search={search} onSearch={setSearch} />}>
        <PaletteList
          person={person}
          role={role}
          places={places}
          threads={threads}
          search={search}
          onSearch={setSearch}
          close={close}
        />
      </Suspense>
    </Modal>
  );
}
