// An accessibility check of the text while it is written: what readers with a screen reader, or a printed page, would miss.
import { markTypes, types } from "./schema.js";

const BARE = /^(?:https?:\/\/|www\.)\S+$/i;
const VAGUE = /^(?:click |see |read )?(?:here|this|this link|link|more|read more|hier|ici|aquí|qui|tutaj|тут|здесь)[.…!]?$/i;
const FILE = /^[\w-]+\.(?:jpe?g|png|gif|webp)$/i;
const SCRIPTS = ["Latin", "Cyrillic", "Greek", "Arabic", "Hebrew", "Armenian", "Georgian", "Han", "Hiragana", "Hangul", "Thai", "Devanagari"];
const LETTERS = new Map(SCRIPTS.map((name) => [name, new RegExp(`\\p{Script=${name}}`, "gu")]));
const RUNS = new Map(SCRIPTS.map((name) => [name, new RegExp(`\\p{Script=${name}}[\\p{Script=${name}}\\p{M}\\s\\-’',.]*\\p{Script=${name}}`, "gu")]));
const LONG = 8; // letters; a shorter stretch is a name or an abbreviation
const LEVELS = new Map([[types.heading2, 2], [types.heading3, 3], [types.heading4, 4]]);

const inBlock = new WeakMap(); // a block → what was found in it, with places counted from its beginning

function pictures(node, at, found) {
  if (node.type !== types.image && node.type !== types.picture) return;
  if (!node.attrs.alt?.trim()) found.push({ at, size: node.nodeSize, text: "A picture does not say what it shows." });
  else if (FILE.test(node.attrs.alt.trim())) found.push({ at, size: node.nodeSize, text: `A picture is described by the name of its file: ${node.attrs.alt}` });
}

function links(textblock, start, found) {
  let open = null;
  const close = () => {
    if (!open) return;
    const text = open.text.trim();
    if (BARE.test(text)) found.push({ at: open.at, size: open.size, text: `The text of a link is its address: ${text.slice(0, 60)}` });
    else if (VAGUE.test(text)) found.push({ at: open.at, size: open.size, text: `The text of a link does not say where it leads: “${text}”` });
    open = null;
  };
  textblock.forEach((node, offset) => {
    const link = markTypes.link.isInSet(node.marks);
    if (open && !(link && link.eq(open.link))) close();
    if (!link) return;
    open ??= { link, at: start + offset, size: 0, text: "" };
    open.text += node.text ?? "";
    open.size += node.nodeSize;
  });
  close();
}

function table(node, at, found) {
  if (node.type !== types.table) return;
  let headers = 0;
  node.descendants((cell) => (headers += cell.type === types.table_header, cell.type === types.table_row));
  if (!headers) found.push({ at: at - 1, size: node.nodeSize, isNode: true, text: "A table has no header cells." });
}

function findingsIn(block) {
  let found = inBlock.get(block);
  if (found) return found;
  found = [];
  const look = (node, at) => {
    pictures(node, at, found);
    table(node, at, found);
    if (node.isTextblock) links(node, at + 1, found);
  };
  look(block, 0);
  block.descendants((node, at) => look(node, at + 1));
  inBlock.set(block, found);
  return found;
}

// Headings that leave out a level, that begin below the first, or that have no text.
function headings(doc, found) {
  let last = 1;
  doc.forEach((block, at) => {
    const level = LEVELS.get(block.type);
    if (!level) return;
    if (!block.textContent.trim()) found.push({ at, size: block.nodeSize, text: "A heading has no text." });
    else if (level > last + 1)
      found.push({ at, size: block.nodeSize, text: `A heading leaves out a level: “${block.textContent.slice(0, 50)}”` });
    last = level;
  });
}

const countedLetters = new WeakMap();

function lettersOf(block) {
  let counts = countedLetters.get(block);
  if (!counts) {
    const text = block.textContent;
    counts = SCRIPTS.map((name) => text.match(LETTERS.get(name))?.length ?? 0);
    countedLetters.set(block, counts);
  }
  return counts;
}

// Passages in another script than most of the text, that do not say their language.
function scripts(doc, found) {
  const totals = SCRIPTS.map(() => 0);
  doc.forEach((block) => lettersOf(block).forEach((count, place) => (totals[place] += count)));
  const main = totals.indexOf(Math.max(...totals));
  doc.forEach((block, at) => {
    if (block.attrs.lang || block.type === types.kept) return;
    const others = SCRIPTS.filter((name, place) => place !== main && name !== "Latin" && lettersOf(block)[place] >= LONG);
    if (!others.length) return;
    block.descendants((node, inside, parent) => {
      if (!node.isText || parent.attrs.lang || node.marks.some((mark) => mark.attrs.lang)) return;
      for (const name of others)
        for (const run of node.text.matchAll(RUNS.get(name)))
          if ((run[0].match(LETTERS.get(name)) ?? []).length >= LONG)
            found.push({ at: at + 1 + inside + run.index, size: run[0].length, text: `A passage in ${name} letters does not say its language: “${run[0].slice(0, 40)}”` });
    });
  });
}

// What is to be looked at, in the order of the text: [{ at, size, text }].
export function check(doc) {
  const found = [];
  doc.forEach((block, at) => {
    for (const each of findingsIn(block)) found.push({ ...each, at: at + each.at });
  });
  headings(doc, found);
  scripts(doc, found);
  return found.sort((one, other) => one.at - other.at);
}
