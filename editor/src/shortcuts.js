// Keys as people read them, and the help that lists them.
import { made, openDialog } from "./elements.js";

const IS_MAC = /Mac|iP(hone|[oa]d)/.test(navigator.platform);
const NAMES = { Mod: IS_MAC ? "⌘" : "Ctrl", Alt: IS_MAC ? "⌥" : "Alt", Shift: IS_MAC ? "⇧" : "Shift" };

// "Mod-Alt-2" → "Ctrl+Alt+2"
export const shown = (keys) => keys.split(/-(?!$)/).map((part) => NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part)).join("+");

export function openHelp(editor, tools) {
  const rows = tools.filter((tool) => tool.keys).map((tool) => [shown(tool.keys), tool.label]);
  rows.push(
    ["Alt+F10", "To the tools; Escape leads back to the text"],
    ["Tab", "In a table: to the next cell, and from the last one out of the text"],
    ["Enter", "A new paragraph, item or note; in a caption: out of it"],
    ["Shift+Enter", "A new line in the same paragraph"],
    ["## and a space", "At the beginning of a line: a heading (### a lower one)"],
    ["- and a space, 1. and a space", "A list, a numbered list"],
    ["> and a space", "A quotation"],
  );
  const list = made("dl", { class: "writing-help" }, ...rows.flatMap(([keys, label]) => [made("dt", {}, made("kbd", {}, keys)), made("dd", {}, label)]));
  openDialog("Keys", [list], { submit: null, onclose: () => editor.view.focus() });
}
