import { useEffect, useState } from "react";
import { Check, Copy } from "lucide-react";

// Copies text and says so for a moment. `text` may be a function, for text that is made on demand.
export function CopyButton({ text, label = "Copy", className = "icon-button", size = 14, children }) {
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 1600);
    return () => clearTimeout(timer);
  }, [copied]);

  async function copy() {
    try {
      await navigator.clipboard.writeText(typeof text === "function" ? text() : text);
      setCopied(true);
    } catch {
      // The browser refused, for example without https: the text can still be selected by hand.
      setCopied(false);
    }
  }

  const Icon = copied ? Check : Copy;
  const said = copied ? "Copied" : label;
  return (
    <button type="button" className={className} aria-label={said} title={said} onClick={copy}>
      <Icon size={size} aria-hidden="true" />
      {children}
    </button>
  );
}
