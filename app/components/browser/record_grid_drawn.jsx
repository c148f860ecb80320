// The only module that knows what draws the grid (Glide Data Grid).
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { CompactSelection, DataEditor } from "@glideapps/glide-data-grid";
import "@glideapps/glide-data-grid/dist/index.css";
import { RENDERERS, gridCell, hueOf, readTheme } from "./grid_cells.js";

const AHEAD = 40;
const SETTLES_MS = 60;
const WIDTHS = { number: 120, checkbox: 90, date: 120, datetime: 160, select: 130 };
const NOTHING = { columns: CompactSelection.empty(), rows: CompactSelection.empty() };

function useTheme() {
  const [theme, setTheme] = useState(readTheme);
  useEffect(() => {
    const watch = new MutationObserver(() => setTheme(readTheme()));
    watch.observe(document.documentElement, { attributes: true, attributeFilter: ["class"] });
    return () => watch.disconnect();
  }, []);
  return theme;
}

const useIsNarrow = () => useMemo(() => window.matchMedia("(width < 640px)").matches, []);

// `rows` is a RowWindow; `version` rises whenever it has learned something.
export function RecordGridDrawn({ fields, primaryId, rows, version, sort, onOpen, onSort }) {
  const theme = useTheme();
  const isNarrow = useIsNarrow();
  const grid = useRef(null);
  const settling = useRef(0);
  const [widths, setWidths] = useState({});
  // What is chosen is of these rows. It is not taken back by an effect, which could come after the first click.
  const [chosen, setChosen] = useState({ rows, selection: NOTHING });
  const selection = chosen.rows === rows ? chosen.selection : NOTHING;

  // The primary field stands first, as it names the record.
  const shown = useMemo(
    () => [...fields.filter(({ id }) => id === primaryId), ...fields.filter(({ id }) => id !== primaryId)],
    [fields, primaryId],
  );
  const hues = useMemo(
    () => new Map(shown.map(({ id, choices }) => [id, new Map(choices.map(({ name, color }) => [name, hueOf(color)]))])),
    [shown],
  );
  const columns = useMemo(
    () =>
      shown.map(({ id, name, family }, at) => ({
        id,
        title: sort === id ? `${name} ↑` : sort === `-${id}` ? `${name} ↓` : name,
        width: widths[id] ?? (at === 0 ? 220 : (WIDTHS[family] ?? 170)),
      })),
    [shown, widths, sort],
  );
  const cellAt = useCallback(
    ([column, row]) => gridCell(shown[column], rows.at(row), hues.get(shown[column].id)),
    [shown, rows, hues, version],
  );
  const see = useCallback(
    ({ y, height }) => {
      clearTimeout(settling.current);
      settling.current = setTimeout(() => rows.ensure(Math.max(0, y - AHEAD), y + height + AHEAD), SETTLES_MS);
    },
    [rows],
  );

  useEffect(() => () => clearTimeout(settling.current), []);

  function open(row) {
    const record = rows.at(row);
    if (record) onOpen(record.id, row);
  }

  return (
    <DataEditor
      ref={grid}
      width="100%"
      height="100%"
      theme={theme}
      columns={columns}
      rows={rows.length}
      getCellContent={cellAt}
      customRenderers={RENDERERS}
      getCellsForSelection={true}
      rangeSelect="rect"
      columnSelect="none"
      rowSelect="none"
      rowMarkers={isNarrow ? "none" : { kind: "clickable-number", width: 52 }}
      freezeColumns={isNarrow ? 0 : 1}
      rowHeight={34}
      headerHeight={34}
      smoothScrollX
      smoothScrollY
      overscrollX={40}
      gridSelection={selection}
      onGridSelectionChange={(selection) => setChosen({ rows, selection })}
      onVisibleRegionChanged={see}
      onColumnResize={({ id }, width) => setWidths((known) => ({ ...known, [id]: width }))}
      onHeaderClicked={(column) => onSort(shown[column].id)}
      onCellActivated={([, row]) => open(row)}
      onKeyDown={(event) => {
        if (event.key !== " " || !selection.current) return;
        event.cancel();
        open(selection.current.cell[1]);
      }}
    />
  );
}
