// Find and replace, in a bar above the text.
import { SearchQuery, findNext, findPrev, getMatchHighlights, getSearchState, replaceAll, replaceNext, search, setSearchState } from "prosemirror-search";
import { debounced, made } from "./elements.js";

export const searching = () => search();

export function findBar(editor) {
  const input = (name, label) => made("label", {}, label, made("input", { type: "text", name, "data-no-autosave": true, form: "writing-find", autocomplete: "off" }));
  const box = (name, label) => made("label", { class: "writing-box" }, made("input", { type: "checkbox", name, form: "writing-find" }), label);
  const button = (name, label, run) => made("button", { type: "button", "data-find": name, onclick: () => {
    run();
    tell();
  } }, label);
  const status = made("span", { class: "quiet", role: "status" });
  const run = (command) => () => command(editor.view.state, editor.view.dispatch, editor.view);
  const bar = made("div", { class: "writing-find", role: "search", "aria-label": "Find and replace in the text", hidden: true },
    input("find", "Find "), button("previous", "Previous", run(findPrev)), button("next", "Next", run(findNext)),
    input("replace", "Replace by "), button("replace", "Replace", run(replaceNext)), button("all", "Replace all", () => replaceEvery()),
    box("case", "Capitals matter"), box("words", "Whole words"), status, button("close", "Close", () => close()));
  const value = (name) => bar.querySelector(`[name=${name}]`);

  const query = () => new SearchQuery({
    search: value("find").value, replace: value("replace").value, literal: true,
    caseSensitive: value("case").checked, wholeWord: value("words").checked,
  });
  const count = () => getMatchHighlights(editor.view.state).find().length;
  const tell = debounced(300, (before = "") => {
    if (bar.hidden) return;
    const matches = value("find").value ? count() : null;
    const words = matches === null ? "" : matches === 0 ? "Nothing found" : `${matches.toLocaleString("en")} found`;
    status.textContent = [before, words].filter(Boolean).join(" ");
  });
  const renew = () => {
    editor.view.dispatch(setSearchState(editor.view.state.tr, query()));
    tell();
  };
  const replaceEvery = () => {
    const matches = count();
    replaceAll(editor.view.state, editor.view.dispatch, editor.view);
    status.textContent = `${matches.toLocaleString("en")} replaced.`;
  };
  const close = () => {
    bar.hidden = true;
    if (getSearchState(editor.view.state)?.query.valid) editor.view.dispatch(setSearchState(editor.view.state.tr, new SearchQuery({ search: "" })));
    editor.view.focus();
  };
  bar.addEventListener("input", (event) => {
    event.stopPropagation(); // not a change of the form
    renew();
  });
  bar.addEventListener("change", (event) => event.stopPropagation());
  bar.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && event.target.name === "find") run(event.shiftKey ? findPrev : findNext)();
    else if (event.key === "Enter" && event.target.name === "replace") run(replaceNext)();
    else return;
    event.preventDefault();
    tell();
  });
  return {
    element: bar,
    open() {
      const { from, to, empty } = editor.view.state.selection;
      const selected = empty ? "" : editor.view.state.doc.textBetween(from, to, " ");
      if (selected && selected.length < 200) value("find").value = selected;
      bar.hidden = false;
      value("find").focus();
      value("find").select();
      renew();
    },
  };
}
