// Markup of a body → document. A block that the schema cannot hold becomes one of type `kept`, with its markup.
import { DOMParser as Reader } from "prosemirror-model";
import { schema, types } from "./schema.js";
import { remember } from "./writing.js";

const TAG = /<(\/?)([a-z][a-z0-9]*)([^<>]*)>/g;
const VOID = new Set(["br", "hr", "img"]);
const HIGHEST = /\n?<!--highest p\d+-->\s*$/;
const INLINE = new Set("a abbr b cite code em i q s small span strong sub sup br img".split(" "));
const PROSE = new Set(["p", "h2", "h3", "h4"]);
const SPAN = 50; // columns or rows; a table beyond it is kept as it is
const LOOSE = new Set([...INLINE, "ul", "ol", "blockquote"]);

// Permitted children and attributes of each element, as `archive/text/markup/allowed_tags.py` has them.
const CHILDREN = {
  p: INLINE, h2: INLINE, h3: INLINE, h4: INLINE, figcaption: INLINE, caption: INLINE,
  li: LOOSE, td: LOOSE, th: LOOSE,
  blockquote: new Set([...PROSE, "ul", "ol", "blockquote"]),
  ul: new Set(["li"]), ol: new Set(["li"]),
  figure: new Set(["img", "figcaption"]),
  table: new Set(["caption", "thead", "tbody", "tfoot", "tr"]),
  thead: new Set(["tr"]), tbody: new Set(["tr"]), tfoot: new Set(["tr"]), tr: new Set(["td", "th"]),
  section: new Set(["ol"]),
};
const HOLDS_TEXT = new Set([...PROSE, "li", "td", "th", "figcaption", "caption", ...INLINE]);
const ATTRIBUTES = {
  a: ["href", "title", "role"], abbr: ["title"], img: ["src", "alt"], sup: ["id"], ol: ["start"], section: ["role"], li: ["id"],
  th: ["colspan", "rowspan", "scope"], td: ["colspan", "rowspan"],
};

// Splits markup into its top-level elements; null where it is not a series of well-nested blocks.
export function blocksOf(markup) {
  const found = [];
  let depth = 0;
  let start = 0;
  let end = 0;
  for (const tag of markup.matchAll(TAG)) {
    if (depth === 0) {
      if (tag[1] || markup.slice(end, tag.index).trim()) return null;
      start = tag.index;
    }
    if (!VOID.has(tag[2])) depth += tag[1] ? -1 : 1;
    if (depth === 0) {
      end = tag.index + tag[0].length;
      found.push(markup.slice(start, end));
    }
  }
  return depth || markup.slice(end).trim() ? null : found;
}

// Whether the schema can hold an element with all in it.
function fits(element, parent) {
  const name = element.localName;
  const allowed = new Set([...(ATTRIBUTES[name] ?? []), ...(INLINE.has(name) && name !== "span" ? [] : ["lang", "dir"])]);
  for (const { name: attribute } of element.attributes)
    if (!(allowed.has(attribute) || (attribute === "id" && parent === null))) return false;
  if (Number(element.getAttribute("colspan")) > SPAN || Number(element.getAttribute("rowspan")) > SPAN) return false;
  if ((name === "thead" || name === "tbody" || name === "tfoot") && element.attributes.length) return false;
  if (name === "tr" && element.attributes.length) return false;
  for (const child of element.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) {
      if (child.data.trim() && !HOLDS_TEXT.has(name)) return false;
    } else if (child.nodeType !== Node.ELEMENT_NODE || !(CHILDREN[name] ?? INLINE).has(child.localName) || !fits(child, name)) {
      return false;
    }
  }
  return true;
}

const isKnown = (element) => {
  const name = element.localName;
  if (name === "hr") return element.attributes.length === 0;
  if (!(name in CHILDREN) || ["li", "td", "th", "tr", "thead", "tbody", "tfoot", "caption", "figcaption"].includes(name)) return false;
  if (name === "table" && (element.querySelector("caption ~ caption") || element.querySelector(":not(caption) ~ caption"))) return false;
  if (name === "table" && !element.querySelector("tr")) return false;
  if (name === "section") {
    const list = element.firstElementChild;
    if (element.getAttribute("role") !== "doc-endnotes" || element.children.length !== 1) return false;
    if (list.localName !== "ol" || list.attributes.length) return false;
  }
  return fits(element, null);
};

// Puts runs of text and inline elements that stand beside blocks into paragraphs.
function wrapLooseText(holder) {
  let paragraph = null;
  for (const child of [...holder.childNodes]) {
    if (child.nodeType === Node.ELEMENT_NODE && !INLINE.has(child.localName)) {
      paragraph = null;
    } else if (paragraph || child.nodeType === Node.ELEMENT_NODE || child.data?.trim()) {
      if (!paragraph) {
        paragraph = holder.ownerDocument.createElement("p");
        child.before(paragraph);
      }
      paragraph.append(child);
    }
  }
}

// Rewrites a table as the schema has it: <table-block> with the caption and the rows, each with its part of the table.
function inSchemaForm(table) {
  const block = table.ownerDocument.createElement("table-block");
  for (const { name, value } of [...table.attributes]) block.setAttribute(name, value);
  const parts = {};
  for (const child of [...table.children]) {
    if (child.localName === "caption") block.append(child);
    else if (child.localName === "tr") child.setAttribute("part", "tr");
    else {
      parts[child.localName] = (parts[child.localName] ?? 0) + 1;
      for (const row of child.children) row.setAttribute("part", `${child.localName} ${parts[child.localName]}`);
      child.replaceWith(...child.children);
    }
  }
  const rows = table.ownerDocument.createElement("table");
  rows.append(...table.querySelectorAll(":scope > tr"));
  block.append(rows);
  table.replaceWith(block);
}

// Prepares the elements below a root for the reader, in place.
export function prepare(root) {
  for (const holder of root.querySelectorAll("li, td, th")) wrapLooseText(holder);
  for (const table of root.querySelectorAll("table")) inSchemaForm(table);
  for (const list of root.querySelectorAll("section > ol")) list.replaceWith(...list.childNodes);
}

const reader = Reader.fromSchema(schema);

export function parse(root, options) {
  prepare(root);
  return reader.parseSlice(root, { preserveWhitespace: true, ...options });
}

function blockFrom(markup) {
  const template = document.createElement("template");
  template.innerHTML = markup;
  const element = template.content.firstElementChild;
  const text = element.textContent.replace(/\s+/g, "");
  if (isKnown(element)) {
    prepare(template.content);
    const holder = document.createElement("div");
    holder.append(template.content);
    const read = reader.parse(holder, { preserveWhitespace: true });
    const block = read.firstChild;
    if (read.childCount === 1 && textOf(block).replace(/\s+/g, "") === text) return block;
  }
  return types.kept.create({ markup });
}

const textOf = (block) => block.textBetween(0, block.content.size, "", (leaf) => leaf.attrs.label ?? "");

// Reads a body: { doc, tail }, the tail being what stands behind the blocks; null where the server has to clean it first.
export function read(body) {
  const tail = HIGHEST.exec(body)?.[0] ?? "";
  const pieces = blocksOf(body.slice(0, body.length - tail.length));
  if (pieces === null) return null;
  const blocks = pieces.map((markup) => remember(blockFrom(markup), markup));
  return { doc: types.doc.create(null, blocks.length ? blocks : [types.paragraph.create()]), tail };
}
