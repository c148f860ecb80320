import { CopyButton } from "./copy_button.jsx";

// Something that opens a door, shown this once: it is in this dialog and nowhere else in the page.
export function OpenedOnce({ label, value, copyLabel }) {
  return (
    <div className="opened-once">
      <code tabIndex={0} aria-label={label}>
        {value}
      </code>
      <CopyButton text={value} label={copyLabel} className="button secondary" />
    </div>
  );
}
