// The schema of an article's body: every element and attribute that the sanitiser (archive/text/markup) lets through.
import { Schema } from "prosemirror-model";

// Attributes of their own that all blocks may have. An id belongs to a block of the body itself: "p12".
const COMMON = ["id", "lang", "dir"];

const attributesOf = (names) => Object.fromEntries(names.map((name) => [name, { default: null }]));
const read = (names) => (element) => Object.fromEntries(names.map((name) => [name, element.getAttribute(name)]));
const written = (attrs, names) => {
  const given = {};
  for (const name of names) if (attrs[name] !== null && attrs[name] !== undefined) given[name] = attrs[name];
  return given;
};

// A node that is one element, with the attributes named.
const element = (tag, content, { own = [], ...rest } = {}) => {
  const names = [...COMMON, ...own];
  return {
    content,
    attrs: attributesOf(names),
    parseDOM: [{ tag, getAttrs: read(names) }],
    toDOM: (node) => [tag, written(node.attrs, names), 0],
    ...rest,
  };
};
const heading = (tag) => element(tag, "inline*", { group: "block prose", defining: true });
// An item, a cell and a note hold text without an element of its own; here it is a paragraph, see writing.js.
const LOOSE = "(paragraph | list | blockquote)+";

const span = (cell) => {
  const number = (name) => Math.max(1, Number(cell.getAttribute(name) || 1));
  return { colspan: number("colspan"), rowspan: number("rowspan") };
};
const cell = (tag, role) => ({
  content: LOOSE,
  tableRole: role,
  isolating: true,
  attrs: {
    lang: { default: null }, dir: { default: null }, colspan: { default: 1 }, rowspan: { default: 1 }, scope: { default: null },
    colwidth: { default: null },
  },
  parseDOM: [{ tag, getAttrs: (dom) => ({ ...read(["lang", "dir", "scope"])(dom), ...span(dom) }) }],
  toDOM: ({ attrs }) => [
    tag,
    {
      ...written(attrs, ["lang", "dir"]),
      ...(attrs.colspan > 1 && { colspan: attrs.colspan }),
      ...(attrs.rowspan > 1 && { rowspan: attrs.rowspan }),
      ...(tag === "th" && attrs.scope && { scope: attrs.scope }),
    },
    0,
  ],
});

const nodes = {
  doc: { content: "block+" },
  paragraph: element("p", "inline*", { group: "block prose" }),
  heading2: heading("h2"),
  heading3: heading("h3"),
  heading4: heading("h4"),
  blockquote: element("blockquote", "(prose | list | blockquote)+", { group: "block", defining: true }),
  bullet_list: element("ul", "list_item+", { group: "block list" }),
  ordered_list: element("ol", "list_item+", { group: "block list", own: ["start"] }),
  list_item: element("li", LOOSE, { defining: true }),
  // A table with its caption. The rows know in which part of the table they stand; see writing.js.
  table_block: {
    content: "table_caption? table",
    group: "block",
    isolating: true,
    attrs: attributesOf(COMMON),
    parseDOM: [{ tag: "table-block", getAttrs: read(COMMON) }],
    toDOM: (node) => ["div", { class: "table-block", ...written(node.attrs, COMMON) }, 0],
  },
  table_caption: element("caption", "inline*", {
    defining: true, isolating: true,
    toDOM: (node) => ["div", { class: "table-caption", ...written(node.attrs, COMMON) }, 0],
  }),
  table: {
    content: "table_row+", tableRole: "table", isolating: true,
    parseDOM: [{ tag: "table" }], toDOM: () => ["table", ["tbody", 0]],
  },
  table_row: {
    content: "(table_cell | table_header)*", tableRole: "row", attrs: { part: { default: null } },
    parseDOM: [{ tag: "tr", getAttrs: (row) => ({ part: row.getAttribute("part") }) }],
    toDOM: (node) => ["tr", node.attrs.part?.startsWith("thead") ? { class: "row-of-head" } : {}, 0],
  },
  table_cell: cell("td", "cell"),
  table_header: cell("th", "header_cell"),
  figure: element("figure", "(picture | figcaption)+", { group: "block", isolating: true, defining: true }),
  picture: {
    attrs: { src: {}, alt: { default: "" } },
    parseDOM: [{ tag: "img[src]", context: "figure/", priority: 60, getAttrs: read(["src", "alt"]) }],
    toDOM: (node) => ["img", { src: node.attrs.src, alt: node.attrs.alt }],
  },
  figcaption: element("figcaption", "inline*", { defining: true }),
  notes: element("section", "note+", {
    group: "block", isolating: true, defining: true,
    parseDOM: [{ tag: "section", getAttrs: read(COMMON) }],
    toDOM: (node) => ["section", { class: "notes", "aria-label": "Footnotes", ...written(node.attrs, COMMON) }, ["ol", 0]],
  }),
  note: element("li", LOOSE, {
    defining: true, isolating: true,
    parseDOM: [{ tag: "li", context: "notes/", getAttrs: read(COMMON), priority: 60 }],
  }),
  rule: { group: "block", parseDOM: [{ tag: "hr" }], toDOM: () => ["hr"] },
  // A block that this schema cannot hold: shown as its markup, and stored again as it came.
  kept: {
    group: "block", atom: true, attrs: { markup: {} },
    toDOM: (node) => ["pre", { class: "kept-block" }, node.attrs.markup],
  },
  text: { group: "inline" },
  image: {
    inline: true, group: "inline", attrs: { src: {}, alt: { default: "" } },
    parseDOM: [{ tag: "img[src]", getAttrs: read(["src", "alt"]) }],
    toDOM: (node) => ["img", { src: node.attrs.src, alt: node.attrs.alt }],
  },
  hard_break: { inline: true, group: "inline", selectable: false, parseDOM: [{ tag: "br" }], toDOM: () => ["br"], leafText: () => "\n" },
  // A reference to a footnote. `carried` has the note's content while the reference is on the clipboard.
  noteref: {
    inline: true, group: "inline", atom: true,
    attrs: { id: { default: null }, note: {}, label: { default: "" }, carried: { default: null } },
    parseDOM: [{
      tag: "sup[id^=fnref-]", priority: 70,
      getAttrs: (sup) => {
        const link = sup.firstElementChild;
        if (sup.childNodes.length !== 1 || link?.getAttribute("role") !== "doc-noteref") return false;
        const note = link.getAttribute("href").slice(1);
        return { id: sup.id, note, label: link.textContent, carried: sup.getAttribute("data-carried") };
      },
    }],
    toDOM: ({ attrs }) => [
      "sup",
      { id: attrs.id, ...(attrs.carried && { "data-carried": attrs.carried }) },
      ["a", { href: `#${attrs.note}`, role: "doc-noteref" }, attrs.label],
    ],
  },
};

const mark = (tag, names = []) => ({
  attrs: attributesOf(names),
  parseDOM: [{ tag, getAttrs: read(names) }],
  toDOM: (each) => [tag, written(each.attrs, names), 0],
});

// From the outside to the inside.
const marks = {
  link: { ...mark("a", ["href", "title", "role"]), inclusive: false, parseDOM: [{ tag: "a", getAttrs: read(["href", "title", "role"]) }] },
  span: { ...mark("span", ["lang", "dir"]), parseDOM: [{ tag: "span[lang], span[dir]", getAttrs: read(["lang", "dir"]) }] },
  q: mark("q"),
  cite: mark("cite"),
  abbr: mark("abbr", ["title"]),
  strong: mark("strong"),
  b: mark("b"),
  em: mark("em"),
  i: mark("i"),
  small: mark("small"),
  s: mark("s"),
  sup: mark("sup", ["id"]),
  sub: mark("sub"),
  code: mark("code"),
};

export const schema = new Schema({ nodes, marks });
export const { nodes: types, marks: markTypes } = schema;
