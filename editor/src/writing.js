// Document → markup, in the form in which the server stores it (archive/text/markup/html_tidy.py).
import { types } from "./schema.js";

const TAGS = {
  paragraph: "p", heading2: "h2", heading3: "h3", heading4: "h4", blockquote: "blockquote", bullet_list: "ul",
  ordered_list: "ol", list_item: "li", note: "li", figure: "figure", figcaption: "figcaption", table_caption: "caption",
  table_cell: "td", table_header: "th",
};
const MARKS = { link: "a" };
const NEVER_EMPTY = new Set(["table_cell", "table_header"]);
const HOLDS_LOOSE_TEXT = new Set(["list_item", "note", "table_cell", "table_header"]);

const inText = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
export const escaped = (text) => inText(text).replace(/"/g, "&quot;").replace(/'/g, "&#x27;");

function start(tag, attrs) {
  const { id, colwidth: _, part: __, carried: ___, ...rest } = attrs;
  const pairs = Object.entries({ id, ...rest }).filter(([name, value]) =>
    value !== null && value !== undefined && !((name === "colspan" || name === "rowspan") && Number(value) === 1));
  return `<${tag}${pairs.map(([name, value]) => ` ${name}="${escaped(String(value))}"`).join("")}>`;
}

const leaf = {
  hard_break: () => "<br>",
  image: (node) => start("img", node.attrs),
  picture: (node) => start("img", node.attrs),
  noteref: ({ attrs }) => {
    const carried = attrs.carried ? ` data-carried="${escaped(attrs.carried)}"` : "";
    return `<sup id="${escaped(attrs.id)}"${carried}><a href="#${escaped(attrs.note)}" role="doc-noteref">${inText(attrs.label)}</a></sup>`;
  },
};

function inline(fragment) {
  let markup = "";
  const open = [];
  const close = (depth) => {
    while (open.length > depth) {
      const { name } = open.pop().type;
      markup += `</${MARKS[name] ?? name}>`;
    }
  };
  fragment.forEach((node) => {
    let same = 0;
    while (same < open.length && same < node.marks.length && open[same].eq(node.marks[same])) same += 1;
    close(same);
    for (const mark of node.marks.slice(same)) {
      markup += start(MARKS[mark.type.name] ?? mark.type.name, mark.attrs);
      open.push(mark);
    }
    markup += node.isText ? inText(node.text) : leaf[node.type.name](node);
  });
  close(0);
  return markup;
}

// Text in an item or a cell has no element of its own; two paragraphs there are parted by a line break.
function loose(fragment) {
  let markup = "";
  let before = null;
  fragment.forEach((node) => {
    const text = node.type === types.paragraph ? inline(node.content) : block(node);
    if (text && before === types.paragraph && node.type === types.paragraph) markup += "<br>";
    if (text) before = node.type;
    markup += text;
  });
  return markup;
}

// Rows stand in <thead>, <tbody>, <tfoot> or in the table itself. A new row belongs to what it stands behind, but a row
// of cells that begins behind the head, or before any other, belongs to what follows.
function rows(table) {
  const parts = [];
  table.forEach((row) => parts.push(row.attrs.part));
  const isTr = parts.includes("tr");
  for (let place = 0; place < parts.length; place += 1) {
    if (parts[place] !== null) continue;
    const above = parts[place - 1];
    const below = parts.slice(place).find((part) => part !== null);
    if (above && !above.startsWith("thead")) parts[place] = above;
    else parts[place] = below ?? (isTr ? "tr" : "tbody 1");
  }
  let markup = "";
  let open = "";
  table.forEach((row, _, place) => {
    if (parts[place] !== open) {
      if (open && open !== "tr") markup += `</${open.split(" ")[0]}>`;
      open = parts[place];
      if (open !== "tr") markup += `<${open.split(" ")[0]}>`;
    }
    if (row.childCount) markup += `<tr>${children(row)}</tr>`;
  });
  return markup + (open && open !== "tr" ? `</${open.split(" ")[0]}>` : "");
}

const children = (node) => {
  let markup = "";
  node.forEach((child) => (markup += block(child)));
  return markup;
};

function block(node) {
  const name = node.type.name;
  if (name === "kept") return node.attrs.markup;
  if (name === "rule") return "<hr>";
  if (name === "table") return rows(node);
  if (name === "table_row") return `<tr>${children(node)}</tr>`;
  if (node.isInline || name === "picture") return node.isText ? inText(node.text) : leaf[name](node);
  let inside;
  if (node.isTextblock) inside = inline(node.content).replace(/^(?:<br>)+|(?:<br>)+$/g, "");
  else if (HOLDS_LOOSE_TEXT.has(name)) inside = loose(node.content);
  else inside = children(node);
  if (!inside && !NEVER_EMPTY.has(name)) return "";
  if (name === "table_block") return `${start("table", node.attrs)}${inside}</table>`;
  if (name === "notes") return `${start("section", { ...node.attrs, role: "doc-endnotes" })}<ol>${inside}</ol></section>`;
  return `${start(TAGS[name], node.attrs)}${inside}</${TAGS[name]}>`;
}

// The markup of each block as it was read or last written: blocks are never changed, only replaced.
const written = new WeakMap();

export function remember(node, markup) {
  written.set(node, markup);
  return node;
}

// Writes the blocks of a document; those that were not touched as they came.
export function write(doc, { afresh = false } = {}) {
  const lines = [];
  doc.forEach((node) => {
    let markup = afresh ? undefined : written.get(node);
    if (markup === undefined) {
      markup = block(node);
      if (!afresh) written.set(node, markup);
    }
    if (markup) lines.push(markup);
  });
  return lines.join("\n");
}

// Writes one block.
export const blockMarkup = (node) => written.get(node) ?? block(node);

// Writes any part of a document, for the clipboard.
export function writePart(fragment) {
  if (fragment.firstChild?.isInline) return inline(fragment);
  let markup = "";
  fragment.forEach((node) => (markup += block(node)));
  return markup;
}
