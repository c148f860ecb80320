// The only module that knows what draws the grid (Glide Data Grid).
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { CompactSelection, DataEditor } from "@glideapps/glide-data-grid";
import "@glideapps/glide-data-grid/dist/index.css";
import { canEdit } from "./cell_values.js";
import { iconsOf } from "./column_icons.js";
import { useColumnWidths } from "./column_widths.js";
import { RENDERERS, gridCell, groupCell, readTheme } from "./grid_cells.js";
import { GridEditor } from "./grid_editor.jsx";
import { cleared, downFrom, filled, pasted } from "./grid_ranges.js";
import { hueOf } from "./hues.js";
import { HEIGHTS } from "./look_menu.jsx";

const AHEAD = 40;
const SETTLES_MS = 60;
const WIDTHS = { number: 136, checkbox: 90, date: 120, datetime: 160, select: 130 };
const KEPT = { columns: CompactSelection.empty(), rows: CompactSelection.empty() };
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

// What a colleague changed a moment ago, and where the words of the search stand.
function lookOf(record, fieldId, fresh, search) {
  if (record && fresh.has(`${record.id} ${fieldId}`)) return "fresh";
  const text = search && record?.cells[fieldId]?.text;
  return text && text.toLowerCase().includes(search.toLowerCase()) ? "found" : "";
}

// A strip before the name in the colour of the record.
function drawStrip({ ctx, rect, col, row, theme }, rows, stripOf) {
  const record = col === 0 && rows.at(row);
  const hue = record && stripOf(record);
  if (!hue) return;
  // The grid remembers which colour it drew with last.
  ctx.save();
  ctx.fillStyle = theme.hues[hue].text;
  ctx.fillRect(rect.x + 1, rect.y + 4, 3, rect.height - 8);
  ctx.restore();
}

const titleOf = ({ id, name }, keys) => (keys.includes(id) ? `${name} ↑` : keys.includes(`-${id}`) ? `${name} ↓` : name);

const cellChosen = (cell) => ({
  current: { cell, range: { x: cell[0], y: cell[1], width: 1, height: 1 }, rangeStack: [] },
  ...KEPT,
});

// The keys of a grid. What is typed opens the editor at once, with the first letter in it.
function useKeys({ shown, rows, selection, canWrite, acts }) {
  return (event) => {
    const at = selection.current?.cell;
    const take = (act) => {
      event.cancel();
      event.preventDefault();
      act();
    };
    const group = at && rows.groupAt(at[1]);
    if (group && (event.key === " " || event.key === "Enter")) return take(() => rows.toggle(group));
    const record = at && rows.at(at[1]);
    if (!record) return undefined;
    const field = shown[at[0]];
    const isEditable = canWrite && canEdit(field);
    if (event.key === " ") return take(() => acts.open(at[1]));
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "d") {
      return take(() => canWrite && acts.fillDown(selection.current.range));
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
    if (event.key === "Enter" && !isEditable) return take(() => acts.open(at[1]));
    if (!isEditable) return undefined;
    if (event.key === "Enter" || event.key === "F2") return take(() => acts.edit(at));
    if (event.key.length === 1 && field.family !== "checkbox") {
      return take(() => acts.edit(at, field.family === "select" ? undefined : event.key));
    }
    return undefined;
  };
}

// `rows` is a RowWindow, `place` its base and table; `version` rises whenever it has learned something.
export function RecordGridDrawn({ fields, primaryId, rows, version, sort, edits, editVersion, fresh, place, grouping, search, height, stripOf, canWrite, person, onOpen, onSort, onArrange, onChangeMany, onLeftOut }) {
  const theme = useTheme();
  const grid = useRef(null);
  const settling = useRef(0);
  const [widths, drawWidth, endWidth] = useColumnWidths(person);
  // What is chosen is of these rows. It is not taken back by an effect, which could come after the first click.
  const [chosen, setChosen] = useState({ rows, selection: NOTHING });
  const selection = chosen.rows === rows ? chosen.selection : NOTHING;
  const [editing, setEditing] = useState(null);

  // The primary field stands first, as it names the record.
  const shown = useMemo(
    () => [...fields.filter(({ id }) => id === primaryId), ...fields.filter(({ id }) => id !== primaryId)],
    [fields, primaryId],
  );
  const hues = useMemo(
    () => new Map(shown.map(({ id, choices }) => [id, new Map(choices.map(({ name, color }) => [name, hueOf(color)]))])),
    [shown],
  );
  const keys = sort.split(",");
  const columns = useMemo(
    () =>
      shown.map((field, at) => ({
        id: field.id,
        title: titleOf(field, keys),
        width: widths[field.id] ?? (at === 0 ? 220 : (WIDTHS[field.family] ?? 170)),
        ...iconsOf(field),
      })),
    [shown, widths, sort],
  );
  const cellAt = useCallback(
    ([column, row]) => {
      const group = rows.groupAt(row);
      if (group) {
        const hue = group.color && column === 0 ? hueOf(group.color) : "";
        const cell = groupCell(column, shown[column], group, grouping.words(shown[column].id, group), hue);
        return { ...cell, themeOverride: theme.looks.group };
      }
      const record = rows.at(row);
      const edit = record && edits.of(record.id, shown[column].id);
      const drawn = { place, hues: hues.get(shown[column].id), isHigh: height !== "" };
      const cell = gridCell(shown[column], record, edit, drawn);
      const look = cell.themeOverride?.look ?? lookOf(record, shown[column].id, fresh, search);
      return look ? { ...cell, themeOverride: theme.looks[look] } : cell;
    },
    [shown, rows, hues, version, edits, editVersion, fresh, search, height, theme, grouping, place],
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

  function move(from, to) {
    const ids = shown.map(({ id }) => id);
    ids.splice(to, 0, ...ids.splice(from, 1));
    onArrange(ids);
  }

  // Drawn and focused before the next key comes, whoever types how fast.
  function edit([column, row], first) {
    const field = shown[column];
    const record = rows.at(row);
    if (field.family === "checkbox") {
      edits.put(field, record, !(edits.of(record.id, field.id)?.typed ?? Boolean(record.cells[field.id]?.value)));
      return;
    }
    const rect = grid.current.getBounds(column, row);
    if (!rect) grid.current.scrollTo(column, row);
    else flushSync(() => setEditing({ at: [column, row], field, record, first, rect }));
  }

  function ended(typed, move) {
    const { at, field, record } = editing;
    setEditing(null);
    if (typed !== undefined) edits.put(field, record, typed);
    const next = move && [at[0] + move[0], at[1] + move[1]];
    if (next && next[0] >= 0 && next[0] < shown.length && next[1] >= 0 && next[1] < rows.length) {
      setChosen({ rows, selection: cellChosen(next) });
      grid.current.scrollTo(next[0], next[1]);
    }
    if (move || typed === undefined) grid.current.focus();
  }

  // One cell is written at once, more are seen as a plan first.
  function write(cells) {
    const fit = cells.filter(({ field, record }) => record && canEdit(field));
    const left = cells.length - fit.length;
    if (fit.length > 1) {
      onChangeMany(fit, left);
      return;
    }
    if (fit.length) edits.put(fit[0].field, fit[0].record, fit[0].typed);
    onLeftOut(left);
  }

  const clear = (range) => write(cleared(range, shown, rows));

  function paste(at, lines) {
    write(pasted(at, lines, shown, rows));
    return false;
  }

  const fill = ({ source, destination }) =>
    write(filled(source, destination, shown, rows, (record, field) => edits.of(record.id, field.id)));

  function fillDown(range) {
    const ranges = downFrom(range);
    if (ranges) fill(ranges);
  }

  const onKeyDown = useKeys({ shown, rows, selection, canWrite, acts: { open, edit, fillDown } });

  return (
    <>
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
        rowMarkers={grouping ? "none" : { kind: "clickable-number", width: 52 }}
        freezeColumns={1}
        rowHeight={HEIGHTS[height]?.[1] ?? HEIGHTS[""][1]}
        drawCell={(args, draw) => {
          draw();
          if (stripOf) drawStrip({ ...args, theme }, rows, stripOf);
        }}
        headerHeight={34}
        smoothScrollX
        smoothScrollY
        overscrollX={40}
        gridSelection={selection}
        onGridSelectionChange={(selection) => setChosen({ rows, selection })}
        onVisibleRegionChanged={(region) => {
          // The editor would stand over another cell: leaving it saves what was typed.
          if (editing) document.activeElement?.blur();
          see(region);
        }}
        onColumnResize={({ id }, width) => drawWidth(id, width)}
        onColumnResizeEnd={({ id }, width) => endWidth(id, width)}
        // The field that names the record stays the first.
        onColumnProposeMove={(from, to) => from > 0 && to > 0}
        onColumnMoved={move}
        onCellClicked={([, row]) => {
          const group = rows.groupAt(row);
          if (group) rows.toggle(group);
        }}
        onHeaderClicked={(column) => onSort(shown[column].id)}
        onCellActivated={([column, row]) => !rows.groupAt(row) && (canWrite && canEdit(shown[column]) ? edit([column, row]) : open(row))}
        onPaste={canWrite ? paste : false}
        onDelete={({ current }) => {
          if (canWrite && current) clear(current.range);
          return false;
        }}
        fillHandle={canWrite}
        onFillPattern={(event) => {
          event.preventDefault();
          fill({ source: event.patternSource, destination: event.fillDestination });
        }}
        onKeyDown={onKeyDown}
      />
      {editing ? (
        <GridEditor
          base={place.base}
          field={editing.field}
          cell={editing.record.cells[editing.field.id]}
          first={editing.first}
          rect={editing.rect}
          onDone={ended}
        />
      ) : null}
    </>
  );
}
