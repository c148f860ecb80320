// The place of the grid. What draws it is large and comes by itself.
import { later } from "./later.jsx";

// Begun as soon as somebody may look at a table, so that it comes beside the first rows and not behind them.
export const preload = () => import("./record_grid_drawn.jsx");

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

export const RecordGrid = later("The grid", () => preload().then(({ RecordGridDrawn }) => RecordGridDrawn), GridGhost);
