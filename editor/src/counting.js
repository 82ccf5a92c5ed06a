// Words of a text, counted block by block, so that a key costs the counting of one block.
const counted = new WeakMap();
const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}’'‑-]*/gu;

export const textOf = (block) => block.textBetween(0, block.content.size, "\n", (leaf) => (leaf.type.name === "hard_break" ? "\n" : ""));

export function wordsIn(doc) {
  let total = 0;
  doc.forEach((block) => {
    let words = counted.get(block);
    if (words === undefined) {
      words = block.type.name === "kept" ? 0 : textOf(block).match(WORD)?.length ?? 0;
      counted.set(block, words);
    }
    total += words;
  });
  return total;
}
