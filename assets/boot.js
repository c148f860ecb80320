// Runs before the first paint, so that nothing of it changes under the reader's eyes.
(() => {
  const root = document.documentElement;
  const isWide = matchMedia("(min-width: 1280px)").matches;
  const prefersDark = matchMedia("(prefers-color-scheme: dark)").matches;
  let theme = null;
  let inspector = null;
  let staff = null;
  try {
    theme = localStorage.getItem("theme");
    inspector = localStorage.getItem("inspector");
    staff = localStorage.getItem("staff");
  } catch {
    // Storage is blocked: the system's theme and an open panel are good answers.
  }
  const isDark = theme === "dark" || (theme !== "light" && prefersDark);
  root.classList.add(isDark ? "dark" : "light");
  root.dataset.inspector = isWide && inspector !== "closed" ? "open" : "closed";
  root.dataset.nav = "closed";
  // Whether the rail holds a place for Admin until the server has said who this is; it opens nothing.
  root.dataset.staff = staff === "yes" ? "yes" : "no";
  // What the first picture holds the place of: a thread of the address, or the start page.
  root.dataset.place = new URLSearchParams(location.search).has("t") ? "thread" : "start";
  // Enter in a field that has no script behind it yet: the page sends what was typed once it is alive.
  const noteEnter = (event) => {
    if (event.target.id !== "composer" || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    event.target.dataset.enter = "pressed";
  };
  document.addEventListener("keydown", noteEnter);
  document.addEventListener("composer-alive", () => document.removeEventListener("keydown", noteEnter), { once: true });
})();
