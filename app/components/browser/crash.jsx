// What is left when drawing a page fails: plain, without anything that could fail again.
export function Crash() {
  return (
    <main className="crash" role="alert">
      <span className="brand-mark" aria-hidden="true" />
      <h1>This page stopped working</h1>
      <p>Your data is not affected, and what you typed is kept. Load the page again to go on.</p>
      <div>
        <button type="button" className="button primary" onClick={() => window.location.reload()}>
          Load again
        </button>
        <a className="button secondary" href="/chat/">
          Go to chat
        </a>
      </div>
    </main>
  );
}
