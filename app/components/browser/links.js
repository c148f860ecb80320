// Where a link of an answer may lead: the web and mail, nothing that runs.
const ALLOWED = new Set(["http:", "https:", "mailto:"]);

// The address and the place it leads to, or null when it must not be a link.
export function readLink(href) {
  try {
    const url = new URL(href);
    if (!ALLOWED.has(url.protocol)) return null;
    return { href: url.href, place: url.protocol === "mailto:" ? url.pathname : url.host };
  } catch {
    return null;
  }
}
