// The place of the grid. What draws it is large and comes by itself.
import { Component, Suspense, lazy } from "react";

// Begun as soon as somebody may look at a table, so that it comes beside the first rows and not behind them.
export const preload = () => import("./record_grid_drawn.jsx");

const Drawn = lazy(() => preload().then(({ RecordGridDrawn }) => ({ default: RecordGridDrawn })));

export function GridGhost() {
  return (
    <div className="grid-ghost" role="status" aria-label="Loading the table">
      {Array.from({ length: 24 }, (_, row) => (
        <div key={row}>
          {[170 - 17 * (row % 4), 60, 110 - 9 * (row % 3), 70, 90, 58].map((width, at) => (
            <span key={at} className="skeleton" style={{ width, height: 12 }} />
          ))}
        </div>
      ))}
    </div>
  );
}

class Guard extends Component {
  state = { isBroken: false };

  static getDerivedStateFromError() {
    return { isBroken: true };
  }

  render() {
    if (!this.state.isBroken) return this.props.children;
    return (
      <div className="empty-state" role="alert">
        <h2>The grid could not be loaded</h2>
        <p>The connection may have been lost. Your records are as they were.</p>
        <button type="button" className="button secondary" onClick={() => window.location.reload()}>
          Load the page again
        </button>
      </div>
    );
  }
}

export function RecordGrid(props) {
  return (
    <Guard>
      <Suspense fallback={<GridGhost />}>
        <Drawn {...props} />
      </Suspense>
    </Guard>
  );
}
