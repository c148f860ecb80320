import { X } from "lucide-react";
import { Modal } from "./modal.jsx";
import { setOpen, useShell } from "./shell_store.js";

const isApple = () => /Mac|iPhone|iPad/.test(navigator.platform);

function Keys({ combo }) {
  const mod = isApple() ? "⌘" : "Ctrl";
  return (
    <span className="keys">
      {combo.split(" ").map((key) => (
        <kbd key={key}>{key === "Mod" ? mod : key}</kbd>
      ))}
    </span>
  );
}

export function ShortcutSheet({ groups = [] }) {
  const { shortcuts } = useShell();
  const close = () => setOpen("shortcuts", false);
  return (
    <Modal open={shortcuts} onClose={close} label="Keyboard shortcuts" className="sheet">
      <header className="sheet-head">
        <h2>Keyboard shortcuts</h2>
        <button type="button" className="icon-button" aria-label="Close" title="Close" onClick={close}>
          <X size={16} aria-hidden="true" />
        </button>
      </header>
      {groups.map(({ title, rows }) => (
        <section key={title}>
          <h3>{title}</h3>
          <dl>
            {rows.map(([combo, meaning]) => (
              <div key={combo}>
                <dt>{meaning}</dt>
                <dd>
                  <Keys combo={combo} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Modal>
  );
}
