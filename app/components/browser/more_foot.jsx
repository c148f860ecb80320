// The foot of a card whose list goes on. `pages` is what usePages gives.
export function MoreFoot({ pages }) {
  if (!pages.hasMore) return null;
  return (
    <footer className="card-foot">
      <button type="button" className="button secondary" onClick={pages.readMore}>
        Show more
      </button>
    </footer>
  );
}
