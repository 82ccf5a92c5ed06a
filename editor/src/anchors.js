// Anchors of paragraphs (id="p12") stay with their paragraph: links and confirmed citations refer to them.
import { Plugin } from "prosemirror-state";

const isEmpty = (node) => node.isTextblock && node.content.size === 0;

// Where each anchor of the old document's blocks begins in the new one; blocks that were deleted are left out.
function places(transactions, oldDoc) {
  const found = new Map();
  oldDoc.forEach((node, offset) => {
    if (!node.attrs.id) return;
    let at = offset;
    for (const transaction of transactions) {
      const result = transaction.mapping.mapResult(at);
      if (result.deletedAfter) return;
      at = result.pos;
    }
    found.set(node.attrs.id, at);
  });
  return found;
}

// Of several blocks with one anchor keeps it: the one that had it before and still has text, else the first with text.
function keeper(blocks, before) {
  const full = blocks.filter(({ node }) => !isEmpty(node));
  return (full.find(({ at }) => at === before) ?? full[0] ?? blocks[0]).at;
}

function repaired(transactions, oldState, state) {
  const byAnchor = new Map();
  const moved = []; // anchors inside of other blocks: of a paragraph that was put into a quotation or a list
  state.doc.forEach((node, at) => {
    if (node.attrs.id) byAnchor.set(node.attrs.id, [...(byAnchor.get(node.attrs.id) ?? []), { node, at }]);
    if (node.type.spec.content && !node.isTextblock && node.type.name !== "notes")
      node.descendants((child, inside) => {
        if (child.attrs.id?.startsWith("p")) moved.push({ outer: node, at, inner: at + 1 + inside, anchor: child.attrs.id });
        return !child.isTextblock;
      });
  });
  const repeated = [...byAnchor].filter(([, blocks]) => blocks.length > 1);
  if (!repeated.length && !moved.length) return null;
  const transaction = state.tr;
  const before = repeated.length ? places(transactions, oldState.doc) : null;
  for (const [anchor, blocks] of repeated) {
    const kept = keeper(blocks, before.get(anchor));
    for (const { at } of blocks) if (at !== kept) transaction.setNodeAttribute(at, "id", null);
  }
  const given = new Set();
  for (const { outer, at, inner, anchor } of moved) {
    transaction.setNodeAttribute(inner, "id", null);
    if (outer.attrs.id || byAnchor.has(anchor) || given.has(at)) continue;
    given.add(at);
    transaction.setNodeAttribute(at, "id", anchor);
  }
  return transaction;
}

export const anchors = new Plugin({
  appendTransaction(transactions, oldState, state) {
    return transactions.some((each) => each.docChanged) ? repaired(transactions, oldState, state) : null;
  },
});
