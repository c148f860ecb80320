// The place of an open record beside the grid. What fills it comes when a record is first opened.
import { later } from "./later.jsx";

export function CellsGhost({ count }) {
  return (
    <div className="record-cells" role="status" aria-label="Loading the record">
      {Array.from({ length: count }, (_, at) => (
        <div key={at} className="cell-ghost">
          <span className="skeleton" style={{ width: 60 + 14 * (at % 4), height: 10 }} />
          <span className="skeleton" style={{ width: 120 + 22 * (at % 5), height: 13 }} />
        </div>
      ))}
    </div>
  );
}

function Ghost({ fields }) {
  return (
    <aside className="record-drawer">
      <header className="column-head">
        <span className="skeleton" style={{ width: 180, height: 16 }} />
      </header>
      <div className="record-body">
        <CellsGhost count={fields.length} />
      </div>
    </aside>
  );
}

export const RecordDrawer = later("The record", () => import("./record_drawer_drawn.jsx").then(({ RecordDrawerDrawn }) => RecordDrawerDrawn), Ghost);
