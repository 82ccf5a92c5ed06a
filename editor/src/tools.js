// The tools: their words, keys and icons.
import { redo, undo, redoDepth, undoDepth } from "prosemirror-history";
import {
  addFigcaption, openAlternative, openCharacters, openLanguage, openLink,
} from "./dialogs.js";
import { blockIsActive, list, mark, markIsActive, outdent, prose, quotation, rule, selectedPicture, sink } from "./commands.js";
import { jumpToReference, note, notesOf } from "./notes.js";
import { insertTable, isInTable, tableTools } from "./tables.js";
import { openHelp } from "./shortcuts.js";
import { types } from "./schema.js";

const marked = (name, label, keys, more = {}) => ({ name, label, keys, run: mark(name), isActive: (state) => markIsActive(state, name), ...more });
const styled = (name, label, keys, more = {}) => ({ name, label, keys, run: prose(name), isActive: (state) => blockIsActive(state, name), face: `face-${name}`, ...more });

const styles = [
  { ...styled("paragraph", "Paragraph", "Mod-Alt-0"), isActive: (state) => state.selection.$from.parent.type === types.paragraph },
  styled("heading2", "Heading", "Mod-Alt-2"),
  styled("heading3", "Subheading", "Mod-Alt-3"),
  styled("heading4", "Lower heading", "Mod-Alt-4"),
  { name: "blockquote", label: "Quotation", keys: "Mod-Alt-q", run: quotation, isActive: (state) => blockIsActive(state, "blockquote"), face: "face-blockquote" },
];
const more = [
  marked("cite", "Title of a work"),
  marked("q", "Quoted words"),
  marked("s", "Struck out"),
  marked("small", "Small print"),
  marked("code", "Code"),
  { name: "rule", label: "Rule between paragraphs", run: rule },
];
const styleNow = (state) => styles.findLast((style) => style.isActive(state))?.label ?? "Style";
const inNotes = (state) => state.selection.$from.depth > 0 && state.selection.$from.node(1).type === types.notes;

export const groups = [
  { label: "Style", tools: [{ name: "style", label: "Style of the paragraph", words: "Paragraph", face: "writing-style-now", menu: styles, now: styleNow }] },
  { label: "Emphasis", tools: [
    marked("em", "Emphasis", "Mod-i", { words: "I", face: "face-em" }),
    marked("strong", "Strong emphasis", "Mod-b", { words: "B", face: "face-strong" }),
    marked("sup", "Superscript", "Mod-.", { words: "x²" }),
    marked("sub", "Subscript", "Mod-,", { words: "x₂" }),
    { name: "more", label: "More marks", words: "More", menu: more },
  ] },
  { label: "Lists", tools: [
    { name: "bullet_list", label: "List", keys: "Mod-Alt-8", run: list("bullet_list"), isActive: (state) => blockIsActive(state, "bullet_list"), icon: "M8 5h9M8 10h9M8 15h9M3.5 5h.01M3.5 10h.01M3.5 15h.01" },
    { name: "ordered_list", label: "Numbered list", keys: "Mod-Alt-7", run: list("ordered_list"), isActive: (state) => blockIsActive(state, "ordered_list"), icon: "M9 5h8M9 10h8M9 15h8M3 4l1.5-1v4M3 12.2c0-2 3-2 2.5-.2L3 15.5h3" },
    { name: "sink", label: "Item one level down", keys: "Mod-]", run: sink, icon: "M3 4h14M9 8h8M9 12h8M3 16h14M3 7.5l3 2.5-3 2.5" },
    { name: "lift", label: "Item one level up", keys: "Mod-[", run: outdent, icon: "M3 4h14M9 8h8M9 12h8M3 16h14M6 7.5L3 10l3 2.5" },
  ] },
  { label: "Insert", tools: [
    { name: "link", label: "Link", keys: "Mod-k", act: openLink, isActive: (state) => markIsActive(state, "link"), icon: "M8.5 11.5l3-3M7.5 9L5 11.5a2.5 2.5 0 0 0 3.5 3.5L11 12.5M9 7.5L11.5 5A2.5 2.5 0 0 1 15 8.500L12.5 11" },
    { name: "note", label: "Footnote", keys: "Mod-Alt-f", run: note, icon: "M3 16h14M3 12.500h7M6 3v6M3.5 5l2.5-2M13 4.500h4M13 8h4" },
    { name: "table", label: "Table", keys: "Mod-Alt-t", act: (editor) => insertTable(editor.view), icon: "M3 4h14v12H3zM3 8h14M3 12h14M10 4v12" },
    { name: "picture", label: "Picture", keys: "Mod-Alt-p", act: (editor) => editor.root.dispatchEvent(new CustomEvent("ask-picture")), icon: "M3 4h14v12H3zM3 14l4-4 3 3 3-4 4 5M7 7.500h.01" },
    { name: "characters", label: "Special characters", keys: "Mod-Alt-c", act: openCharacters, words: "Ω" },
    { name: "language", label: "Language and direction", keys: "Mod-Alt-l", act: openLanguage, icon: "M10 3a7 7 0 1 0 0 14a7 7 0 1 0 0-14M3 10h14M10 3c-5 4-5 10 0 14M10 3c5 4 5 10 0 14" },
  ] },
  { label: "Text", tools: [
    { name: "find", label: "Find and replace", keys: "Mod-f", act: (editor) => editor.find.open(), icon: "M8.5 3a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11M12.5 12.500L17 17" },
    { name: "undo", label: "Undo", keys: "Mod-z", run: undo, isEnabled: (state) => undoDepth(state) > 0, icon: "M4 8h8a4 4 0 0 1 0 8H8M7 4L3.5 8 7 12" },
    { name: "redo", label: "Redo", keys: "Mod-Shift-z", run: redo, isEnabled: (state) => redoDepth(state) > 0, icon: "M16 8H8a4 4 0 0 0 0 8h4M13 4l3.5 4-3.5 4" },
    { name: "source", label: "Markup", keys: "Mod-Shift-e", act: (editor) => editor.showMarkup(), icon: "M7 6L3 10l4 4M13 6l4 4-4 4M11 4L9 16" },
    { name: "help", label: "Keys", keys: "Mod-/", act: (editor) => openHelp(editor, allTools()), words: "?" },
  ] },
  { label: "Table", when: isInTable, tools: tableTools },
  { label: "Picture", when: selectedPicture, tools: [
    { name: "alternative", label: "What it shows …", keys: "Enter", act: openAlternative },
    { name: "figcaption", label: "Caption", run: addFigcaption },
  ] },
  { label: "Footnote", when: (state) => inNotes(state) && notesOf(state.doc) !== null, tools: [
    { name: "back", label: "Back to the text", keys: "Mod-Alt-f", act: (editor) => jumpToReference(editor.view) },
  ] },
];

export const allTools = () => groups.flatMap(({ tools }) => tools.flatMap((tool) => tool.menu ?? [tool]));
