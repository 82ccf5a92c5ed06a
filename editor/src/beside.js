// What stands beside the text: lists whose entries lead to a place in it.
import { NodeSelection, TextSelection } from "prosemirror-state";
import { check } from "./checking.js";
import { debounced, made } from "./elements.js";

const PAUSE = 1000; // milliseconds after the last key
const MOST = 50; // entries shown

// Selects a stretch of the text and shows it.
export function goTo(view, at, size) {
  const { doc, tr } = view.state;
  const end = Math.min(at + size, doc.content.size);
  const node = doc.nodeAt(at);
  const isWhole = node && !node.isText && node.nodeSize === size;
  const selection = isWhole && !node.isTextblock && NodeSelection.isSelectable(node)
    ? NodeSelection.create(doc, at)
    : TextSelection.between(doc.resolve(isWhole ? at + 1 : at), doc.resolve(isWhole ? end - 1 : end));
  view.dispatch(tr.setSelection(selection).scrollIntoView());
  view.focus();
}

// A list that is folded until it is opened; its summary says how many entries it has.
export function folded(title, { isOpen = false } = {}) {
  const count = made("span", { class: "writing-number" });
  const content = made("div", { class: "writing-list" });
  const element = made("details", { class: "writing-side", open: isOpen }, made("summary", {}, title, " ", count), content);
  return {
    element,
    content,
    say(number) {
      count.textContent = number === null ? "" : number.toLocaleString("en");
      count.classList.toggle("is-none", !number);
    },
  };
}

export function checkList(editor) {
  const list = folded("Check for readers");
  const renew = debounced(PAUSE, () => {
    if (!editor.isOpen) return;
    const found = check(editor.view.state.doc);
    list.say(found.length);
    const entries = found.slice(0, MOST).map((each) => made("li", {},
      made("button", { type: "button", onclick: () => goTo(editor.view, each.at, each.size) }, each.text)));
    const more = found.length > MOST ? [made("p", { class: "quiet" }, `${(found.length - MOST).toLocaleString("en")} more`)] : [];
    list.content.replaceChildren(
      found.length ? made("ul", {}, ...entries) : made("p", { class: "quiet" }, "Nothing found: alternatives, headings, links, tables and languages are as they should be."), ...more);
  });
  return { element: list.element, renew };
}
