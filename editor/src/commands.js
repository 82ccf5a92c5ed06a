// What the tools and keys do to the text.
import { chainCommands, exitCode, joinBackward, lift, setBlockType, toggleMark, wrapIn } from "prosemirror-commands";
import { wrapInList, liftListItem, sinkListItem } from "prosemirror-schema-list";
import { NodeSelection, TextSelection } from "prosemirror-state";
import { markTypes, types } from "./schema.js";

const SAME = { strong: "b", em: "i" }; // two elements that readers see alike

export function markIsActive(state, name) {
  const found = [markTypes[name], markTypes[SAME[name]]].filter(Boolean);
  const { from, to, empty, $from } = state.selection;
  if (empty) return found.some((type) => type.isInSet(state.storedMarks ?? $from.marks()));
  return found.some((type) => state.doc.rangeHasMark(from, to, type));
}

export const mark = (name) => (state, dispatch, view) => {
  const other = SAME[name] && markTypes[SAME[name]];
  const { from, to, empty, $from } = state.selection;
  const hasOther = other && (empty ? other.isInSet(state.storedMarks ?? $from.marks()) : state.doc.rangeHasMark(from, to, other));
  return toggleMark(hasOther ? other : markTypes[name])(state, dispatch, view);
};

const isProse = (type) => [types.paragraph, types.heading2, types.heading3, types.heading4].includes(type);

export function blockIsActive(state, name) {
  const { $from } = state.selection;
  if (isProse(types[name]) && name !== "paragraph") return $from.parent.type === types[name];
  for (let depth = $from.depth; depth > 0; depth -= 1) if ($from.node(depth).type === types[name]) return true;
  return false;
}

// Turns the selected paragraphs into another kind; their anchors and languages stay.
export const prose = (name) => (state, dispatch, view) => {
  const type = types[name];
  const { from, to } = state.selection;
  const wanted = name !== "paragraph" && blockIsActive(state, name) ? types.paragraph : type;
  if (!setBlockType(wanted)(state)) return false;
  if (!dispatch) return true;
  const attrs = (node) => ({ id: node.attrs.id ?? null, lang: node.attrs.lang ?? null, dir: node.attrs.dir ?? null });
  dispatch(state.tr.setBlockType(from, to, wanted, attrs).scrollIntoView());
  return true;
};

export const quotation = (state, dispatch, view) =>
  blockIsActive(state, "blockquote") ? lift(state, dispatch) : wrapIn(types.blockquote)(state, dispatch, view);

const listAround = ($pos) => {
  for (let depth = $pos.depth; depth > 0; depth -= 1) {
    const node = $pos.node(depth);
    if (node.type === types.bullet_list || node.type === types.ordered_list) return { node, at: $pos.before(depth) };
  }
  return null;
};

// Makes a list of paragraphs, turns a list into the other kind, or takes its items out of it.
export const list = (name) => (state, dispatch, view) => {
  const around = listAround(state.selection.$from);
  if (around?.node.type === types[name]) return liftListItem(types.list_item)(state, dispatch);
  if (!around) return inParagraphs((prepared, send) => wrapInList(types[name])(prepared, send))(state, dispatch);
  const { id, lang, dir } = around.node.attrs;
  if (dispatch) dispatch(state.tr.setNodeMarkup(around.at, types[name], { id, lang, dir }));
  return true;
};

// An item holds no heading: headings become paragraphs before they go into a list.
const inParagraphs = (command) => (state, dispatch) => {
  const { from, to } = state.selection;
  const tr = state.tr.setBlockType(from, to, types.paragraph, (node) => ({ id: node.attrs.id ?? null }));
  return command(state.apply(tr), dispatch && ((inner) => {
    for (const step of inner.steps) tr.step(step);
    dispatch(tr.scrollIntoView());
  }));
};

export const sink = sinkListItem(types.list_item);
export const outdent = liftListItem(types.list_item);

export const lineBreak = chainCommands(exitCode, (state, dispatch) => {
  if (!state.selection.$from.parent.inlineContent) return false;
  if (dispatch) dispatch(state.tr.replaceSelectionWith(types.hard_break.create()).scrollIntoView());
  return true;
});

export const rule = (state, dispatch) => {
  const { $to } = state.selection;
  if ($to.depth === 0) return false;
  if (dispatch) dispatch(state.tr.insert($to.after(1), types.rule.create()).scrollIntoView());
  return true;
};

// Leaves a caption: for a new paragraph behind the figure, or for the first cell of the table.
export function leaveCaption(state, dispatch) {
  const { $from } = state.selection;
  const name = $from.parent.type.name;
  if (name === "table_caption") {
    if (dispatch) dispatch(state.tr.setSelection(TextSelection.near(state.doc.resolve($from.after()), 1)).scrollIntoView());
    return true;
  }
  if (name !== "figcaption") return false;
  if (dispatch) {
    const at = $from.after(1);
    const tr = state.tr.insert(at, types.paragraph.create());
    dispatch(tr.setSelection(TextSelection.create(tr.doc, at + 1)).scrollIntoView());
  }
  return true;
}

// Backspace at the beginning of a list's first item takes the item out of the list.
export function leaveItem(state, dispatch) {
  const { $from, empty } = state.selection;
  if (!empty || $from.parentOffset > 0 || $from.depth < 3 || $from.node(-1).type !== types.list_item) return false;
  if ($from.index(-1) > 0 || $from.index(-2) > 0) return false;
  return liftListItem(types.list_item)(state, dispatch);
}

export function selectedPicture(state) {
  const { node, from } = state.selection instanceof NodeSelection ? state.selection : {};
  return node && (node.type === types.image || node.type === types.picture) ? { node, at: from } : null;
}

// Puts a slice or node in place of the selection; a block goes behind the block of an empty selection with text.
export function putBlock(view, node) {
  const { state } = view;
  const { $from, $to } = state.selection;
  const block = $from.depth ? $from.node(1) : null;
  const tr = state.tr;
  if (block?.isTextblock && block.content.size === 0) tr.replaceWith($from.before(1), $from.after(1), node);
  else tr.insert($to.depth ? $to.after(1) : $to.pos, node);
  view.dispatch(tr.scrollIntoView());
  view.focus();
}

export { joinBackward };
