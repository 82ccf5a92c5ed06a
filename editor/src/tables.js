// Tables: inserting one, its rows, columns, header cells and caption.
import { TextSelection } from "prosemirror-state";
import {
  addColumnAfter, addColumnBefore, addRowAfter, addRowBefore, deleteColumn, deleteRow, goToNextCell, isInTable, mergeCells,
  selectedRect, splitCell, toggleHeaderCell,
} from "prosemirror-tables";
import { putBlock } from "./commands.js";
import { types } from "./schema.js";

export { goToNextCell, isInTable };

const cells = (type, number) => Array.from({ length: number }, () => type.create(null, types.paragraph.create()));

export function insertTable(view, rows = 3, columns = 2) {
  const head = types.table_row.create({ part: "thead 1" }, cells(types.table_header, columns));
  const rest = Array.from({ length: rows - 1 }, () => types.table_row.create({ part: "tbody 1" }, cells(types.table_cell, columns)));
  const block = types.table_block.create(null, types.table.create(null, [head, ...rest]));
  putBlock(view, block);
  let at = null;
  view.state.doc.forEach((node, offset) => node === block && (at = offset));
  if (at !== null) view.dispatch(view.state.tr.setSelection(TextSelection.near(view.state.doc.resolve(at + 1), 1)).scrollIntoView());
}

// The table block around the selection: { node, at }, or null.
export function tableAround(state) {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1)
    if ($from.node(depth).type === types.table_block) return { node: $from.node(depth), at: $from.before(depth) };
  return null;
}

function withoutTable(state, dispatch) {
  const block = tableAround(state);
  if (!block) return false;
  if (dispatch) dispatch(state.tr.delete(block.at, block.at + block.node.nodeSize).scrollIntoView());
  return true;
}

// The last row or column goes with its table, which would have none.
const orTable = (command, side) => (state, dispatch) => {
  if (!isInTable(state)) return false;
  const rect = selectedRect(state);
  const isAll = side === "row" ? rect.top === 0 && rect.bottom === rect.map.height : rect.left === 0 && rect.right === rect.map.width;
  return isAll ? withoutTable(state, dispatch) : command(state, dispatch);
};

function caption(state, dispatch) {
  const block = tableAround(state);
  if (!block) return false;
  if (!dispatch) return true;
  const tr = state.tr;
  if (block.node.firstChild.type !== types.table_caption) tr.insert(block.at + 1, types.table_caption.create());
  const end = block.at + 1 + tr.doc.nodeAt(block.at).firstChild.nodeSize - 1;
  dispatch(tr.setSelection(TextSelection.create(tr.doc, end)).scrollIntoView());
  return true;
}

// New header cells head their column in the first row or the head, and their row elsewhere; in a table whose header cells
// say it at all.
const withScopes = (command) => (state, dispatch) => command(state, dispatch && ((tr) => {
  const before = tableAround(state);
  const headers = [];
  before?.node.descendants((node) => node.type === types.table_header && headers.push(node));
  const block = before && tr.doc.nodeAt(before.at);
  if (block?.type === types.table_block && headers.every((node) => node.attrs.scope)) {
    block.lastChild.forEach((row, offset, place) => row.forEach((cell, inside) => {
      const at = before.at + 1 + block.content.size - block.lastChild.nodeSize + 1 + offset + 1 + inside;
      const isHead = place === 0 || row.attrs.part?.startsWith("thead");
      if (cell.type === types.table_header && !cell.attrs.scope) tr.setNodeAttribute(at, "scope", isHead ? "col" : "row");
      else if (cell.type === types.table_cell && cell.attrs.scope) tr.setNodeAttribute(at, "scope", null);
    }));
  }
  dispatch(tr);
}));

export const tableTools = [
  { name: "row-above", label: "Row above", run: withScopes(addRowBefore) },
  { name: "row-below", label: "Row below", keys: "Mod-Alt-ArrowDown", run: withScopes(addRowAfter) },
  { name: "row-delete", label: "Delete row", run: orTable(deleteRow, "row") },
  { name: "column-before", label: "Column before", run: withScopes(addColumnBefore) },
  { name: "column-after", label: "Column after", keys: "Mod-Alt-ArrowRight", run: withScopes(addColumnAfter) },
  { name: "column-delete", label: "Delete column", run: orTable(deleteColumn, "column") },
  { name: "header", label: "Header cell", run: withScopes(toggleHeaderCell), isActive: (state) => isInTable(state) && inHeader(state) },
  { name: "merge", label: "Merge cells", run: mergeCells },
  { name: "split", label: "Split cell", run: splitCell },
  { name: "caption", label: "Caption", run: caption },
  { name: "table-delete", label: "Delete table", run: withoutTable },
];

function inHeader(state) {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) if ($from.node(depth).type === types.table_header) return true;
  return false;
}
