// Footnotes: their numbers follow the order of their references, and a note lives as long as a reference to it.
import { Fragment } from "prosemirror-model";
import { Plugin, PluginKey, TextSelection } from "prosemirror-state";
import { types } from "./schema.js";

const key = new PluginKey("notes");
const inBlock = new WeakMap(); // a block → its references with their places in it

function referencesOf(block) {
  let found = inBlock.get(block);
  if (!found) {
    found = [];
    if (block.type !== types.notes)
      block.descendants((node, at) => {
        if (node.type === types.noteref) found.push({ node, at });
      });
    inBlock.set(block, found);
  }
  return found;
}

export function references(doc) {
  const found = [];
  doc.forEach((block, offset) => {
    for (const { node, at } of referencesOf(block)) found.push({ attrs: node.attrs, at: offset + 1 + at });
  });
  return found;
}

// The last block of footnotes: { node, at }, or null.
export function notesOf(doc) {
  let found = null;
  doc.forEach((node, at) => {
    if (node.type === types.notes) found = { node, at };
  });
  return found;
}

const contentOf = (note) => JSON.stringify(note.content.toJSON());
const emptyNote = () => types.note.create(null, types.paragraph.create());
const noteFrom = (schema, carried) => types.note.create(null, Fragment.fromJSON(schema, JSON.parse(carried)));
const described = (doc) => {
  const notes = notesOf(doc);
  const ids = [];
  notes?.node.forEach((note) => ids.push(note.attrs.id));
  return JSON.stringify([references(doc).map(({ attrs }) => [attrs.note, attrs.id, attrs.label, attrs.carried]), ids]);
};

// Assigns each reference its note: { refs: [{ at, note }], order: the notes in their new order, lost: places of references to drop }.
function assigned(state, oldState) {
  const block = notesOf(state.doc);
  const known = new Map();
  block?.node.forEach((note) => note.attrs.id && known.set(note.attrs.id, note));
  const had = new Set(references(oldState.doc).map(({ attrs }) => attrs.note));
  const gone = new Set();
  notesOf(oldState.doc)?.node.forEach((note) => !known.has(note.attrs.id) && gone.add(note.attrs.id));
  const order = [];
  const refs = [];
  const lost = [];
  const made = new Map();
  for (const { attrs, at } of references(state.doc)) {
    let note = known.get(attrs.note);
    if (attrs.carried && !(note && contentOf(note) === attrs.carried)) {
      note = made.get(attrs.carried) ?? noteFrom(state.schema, attrs.carried);
      if (note.textContent) made.set(attrs.carried, note);
    } else if (!note) {
      if (gone.has(attrs.note)) lost.push(at);
      continue;
    }
    if (!order.includes(note)) order.push(note);
    refs.push({ at, attrs, note });
  }
  // A note that never had a reference stays, behind the others.
  block?.node.forEach((note) => {
    if (!order.includes(note) && !had.has(note.attrs.id)) order.push(note);
  });
  return { block, refs, order, lost };
}

function renumbered(state, oldState) {
  const { block, refs, order, lost } = assigned(state, oldState);
  const transaction = state.tr;
  const times = new Map();
  for (const { at, attrs, note } of refs) {
    const number = order.indexOf(note) + 1;
    const time = (times.get(number) ?? 0) + 1;
    times.set(number, time);
    const wanted = { note: `fn-${number}`, id: `fnref-${number}${time > 1 ? `-${time}` : ""}`, label: String(number), carried: null };
    if (Object.keys(wanted).some((name) => wanted[name] !== attrs[name])) transaction.setNodeMarkup(at, null, wanted);
  }
  const numbered = order.map((note, place) => {
    const id = `fn-${place + 1}`;
    return note.attrs.id === id ? note : types.note.create({ ...note.attrs, id }, note.content);
  });
  if (block && !numbered.length) transaction.delete(block.at, block.at + block.node.nodeSize);
  else if (block) {
    const same = block.node.childCount === numbered.length && numbered.every((note, place) => note === block.node.child(place));
    if (!same) transaction.replaceWith(block.at + 1, block.at + block.node.nodeSize - 1, numbered);
  } else if (numbered.length) transaction.insert(state.doc.content.size, types.notes.create(null, numbered));
  for (const at of lost.reverse()) transaction.delete(transaction.mapping.map(at), transaction.mapping.map(at) + 1);
  return transaction.docChanged ? transaction : null;
}

export const notes = new Plugin({
  key,
  appendTransaction(transactions, oldState, state) {
    if (!transactions.some((each) => each.docChanged) || transactions.some((each) => each.getMeta("history$"))) return null;
    if (transactions.some((each) => each.getMeta(key) === "as it is")) return null;
    return described(oldState.doc) === described(state.doc) ? null : renumbered(state, oldState);
  },
});

// Marks a transaction that sets the whole text: its footnotes stay as they are.
export const asItIs = (transaction) => transaction.setMeta(key, "as it is");

export function insertNote(state, dispatch, view) {
  const { $to } = state.selection;
  if (!$to.parent.inlineContent || inNotes($to)) return false;
  if (!dispatch) return true;
  const carried = contentOf(emptyNote());
  const node = types.noteref.create({ id: "fnref-0", note: "fn-0", label: "", carried });
  dispatch(state.tr.insert($to.pos, node));
  if (view) jumpToNote(view, $to.pos);
  return true;
}

const inNotes = ($pos) => $pos.depth > 0 && $pos.node(1).type === types.notes;

// Moves the selection to the text of the note to which the reference at a place refers.
export function jumpToNote(view, at) {
  const node = view.state.doc.nodeAt(at);
  const block = notesOf(view.state.doc);
  if (node?.type !== types.noteref || !block) return false;
  let place = null;
  block.node.forEach((note, offset) => {
    if (note.attrs.id === node.attrs.note) place = block.at + 1 + offset + note.nodeSize - 1;
  });
  if (place === null) return false;
  const { tr, doc } = view.state;
  view.dispatch(tr.setSelection(TextSelection.near(doc.resolve(place), -1)).scrollIntoView());
  view.focus();
  return true;
}

// Moves the selection behind the first reference to a note, given by its id, or by the selection.
export function jumpToReference(view, id = null) {
  const { $from } = view.state.selection;
  const wanted = id ?? (inNotes($from) && $from.depth > 1 ? $from.node(2).attrs.id : null);
  const found = wanted && references(view.state.doc).find(({ attrs }) => attrs.note === wanted);
  if (!found) return false;
  const { tr, doc } = view.state;
  view.dispatch(tr.setSelection(TextSelection.create(doc, found.at + 1)).scrollIntoView());
  view.focus();
  return true;
}

// Inserts a note, or leads from a note to its reference, or from a selected reference to its note.
export function note(state, dispatch, view) {
  if (inNotes(state.selection.$from)) return dispatch ? jumpToReference(view) : true;
  if (state.selection.node?.type === types.noteref) return dispatch ? jumpToNote(view, state.selection.from) : true;
  return insertNote(state, dispatch, view);
}

// Removes an empty note with its references.
export function dropEmptyNote(state, dispatch) {
  const { $from, empty } = state.selection;
  if (!empty || !inNotes($from) || $from.depth < 2 || $from.node(2).content.size > 2) return false;
  const { id } = $from.node(2).attrs;
  const found = references(state.doc).filter(({ attrs }) => attrs.note === id);
  if (!found.length) return false;
  if (dispatch) {
    const transaction = state.tr;
    for (const { at } of found.reverse()) transaction.delete(at, at + 1);
    const place = Math.min(found[0].at, transaction.doc.content.size);
    dispatch(transaction.setSelection(TextSelection.near(transaction.doc.resolve(place), -1)).scrollIntoView());
  }
  return true;
}

// Gives the references in a slice the content of their notes, and takes the notes themselves out of it.
export function carrying(fragment, doc) {
  const contents = new Map();
  const collect = (node) => node.type === types.notes && node.forEach((each) => contents.set(each.attrs.id, contentOf(each)));
  doc?.forEach(collect);
  fragment.forEach(collect);
  const changed = (part) => {
    const kept = [];
    part.forEach((node) => {
      if (node.type === types.notes) return;
      if (node.type === types.noteref && contents.has(node.attrs.note) && !node.attrs.carried)
        kept.push(types.noteref.create({ ...node.attrs, carried: contents.get(node.attrs.note) }, null, node.marks));
      else kept.push(node.isLeaf ? node : node.copy(changed(node.content)));
    });
    return Fragment.from(kept);
  };
  return changed(fragment);
}
