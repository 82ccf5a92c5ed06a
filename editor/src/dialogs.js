// Dialogs: links, alternatives of pictures, special characters, the language of a passage.
import { TextSelection } from "prosemirror-state";
import { made, debounced, field, openDialog } from "./elements.js";
import { selectedPicture } from "./commands.js";
import { markTypes, types } from "./schema.js";

const ADDRESS = /^(https?:\/\/|mailto:|\/|#)\S+$/i;

// The range of a mark around the selection, as far as it reaches: { from, to, mark }, or null.
export function markAround(state, type) {
  const { $from, from, to, empty } = state.selection;
  const mark = type.isInSet($from.marks()) ?? type.isInSet($from.nodeAfter?.marks ?? []);
  if (!mark) return null;
  if (!empty && !state.doc.rangeHasMark(from, to, type)) return null;
  let start = $from.start();
  const range = { from, to, mark };
  let found = false;
  $from.parent.forEach((child) => {
    const end = start + child.nodeSize;
    if (mark.isInSet(child.marks)) {
      if (!found) range.from = start;
      found = found || end >= from;
      if (end >= from && !range.closed) range.to = end;
    } else if (found) range.closed = true;
    else found = false;
    start = end;
  });
  return range;
}

// Searches the archive's articles, as the writer types.
function articleSearch(editor, choose) {
  const results = made("ul", { class: "writing-found", "aria-label": "Articles found" });
  const status = made("p", { class: "quiet", role: "status" });
  let request = null;
  const search = debounced(250, async (words) => {
    request?.abort();
    if (!words.trim()) return results.replaceChildren();
    request = new AbortController();
    try {
      const response = await fetch(`${editor.addresses.articles}?q=${encodeURIComponent(words)}`, { signal: request.signal });
      const { articles } = await response.json();
      results.replaceChildren(...articles.map((article) => made("li", {},
        made("button", { type: "button", onclick: () => choose(article) }, made("b", {}, article.title), made("span", { class: "quiet" }, ` ${article.where}`)))));
      status.textContent = articles.length ? `${articles.length} found` : "No article has all these words in its title, by-line or issue.";
    } catch (error) {
      if (error.name !== "AbortError") status.textContent = "The search does not answer.";
    }
  });
  const input = made("input", { type: "search", name: "q", autocomplete: "off", oninput: (event) => search(event.target.value) });
  input.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  return [field("Or find an article of this archive", input), status, results];
}

export function openLink(editor) {
  const { state } = editor.view;
  const around = markAround(state, markTypes.link);
  const href = made("input", { name: "href", maxlength: "2000", inputmode: "url", placeholder: "https://", value: around?.mark.attrs.href ?? "" });
  let chosen = null;
  const found = editor.addresses.articles ? articleSearch(editor, (article) => {
    chosen = article;
    href.value = article.address;
    href.focus();
  }) : [];
  const remove = around && made("button", { class: "desk-button plain", type: "button", onclick: () => {
    dialog.close();
    editor.view.dispatch(editor.view.state.tr.removeMark(around.from, around.to, markTypes.link));
  } }, "Remove the link");
  const dialog = openDialog("Link", [field("Address", href), ...found], {
    submit: "Link", also: [remove], onclose: () => editor.view.focus(),
    then() {
      const address = href.value.trim();
      if (!ADDRESS.test(address)) return "An address starts with https://, http://, mailto: or /.";
      putLink(editor.view, address, around, chosen?.address === address ? chosen.title : null);
      return null;
    },
  });
}

function putLink(view, href, around, title) {
  const { state } = view;
  const { from, to, empty } = state.selection;
  const mark = markTypes.link.create({ ...around?.mark.attrs, href });
  const tr = state.tr;
  if (around) tr.removeMark(around.from, around.to, markTypes.link).addMark(around.from, around.to, mark);
  else if (empty) tr.replaceSelectionWith(state.schema.text(title ?? href, mark.addToSet(state.selection.$from.marks())), false);
  else tr.addMark(from, to, mark);
  view.dispatch(tr.removeStoredMark(markTypes.link).scrollIntoView());
}

export function openAlternative(editor) {
  const picture = selectedPicture(editor.view.state);
  if (!picture) return;
  const alt = made("textarea", { name: "alt", rows: "3", maxlength: "500" });
  alt.value = picture.node.attrs.alt ?? "";
  openDialog("What the picture shows", [field("For readers who cannot see it (needed)", alt)], {
    submit: "Change", onclose: () => editor.view.focus(),
    then() {
      const text = alt.value.split(/\s+/).filter(Boolean).join(" ");
      if (!text) return "Say what the picture shows, for readers who cannot see it.";
      editor.view.dispatch(editor.view.state.tr.setNodeAttribute(picture.at, "alt", text));
      return null;
    },
  });
}

export function addFigcaption(state, dispatch) {
  const picture = selectedPicture(state);
  const $at = state.selection.$from;
  if (!picture || $at.parent.type !== types.figure) return false;
  if (dispatch) {
    const figure = $at.parent;
    const tr = state.tr;
    const end = $at.end();
    if (figure.lastChild.type !== types.figcaption) tr.insert(end, types.figcaption.create());
    const last = tr.doc.resolve(end - (figure.lastChild.type === types.figcaption ? 1 : -1));
    dispatch(tr.setSelection(TextSelection.near(last, -1)).scrollIntoView());
  }
  return true;
}

const CHARACTERS = [
  ["Quotation marks and dashes", "“”‘’„‚«»‹›–—‑…·•†‡§¶"],
  ["Signs", "©®™°′″№℅€£¥₽₴₸¢‰±×÷−≈≠≤≥∞½⅓¼¾¹²³→←↑↓"],
  ["Latin", "ÀàÁáÂâÃãÄäÅåĀāĂăĄąÆæÇçĆćČčĎďĐđÐðÈèÉéÊêËëĒēĖėĘęĚěĞğĢģÌìÍíÎîÏïĪīİıĶķŁłĻļĽľÑñŃńŅņŇňÒòÓóÔôÕõÖöØøŐőŒœŔŕŘřŚśŠšŞşȘșßŤťȚțÞþÙùÚúÛûÜüŪūŮůŰűÝýŸÿŹźŻżŽžƏə"],
  ["Cyrillic", "ЀЁёЂђЃѓЄєІіЇїЈјЉљЊњЋћЌќЎўЏџҐґҒғҚқҢңҮүҰұҲҳҺһӘәӨө"],
];
const BLANKS = [["no-break space", "\u00a0"], ["thin space", "\u2009"], ["soft hyphen", "\u00ad"]];

export function openCharacters(editor) {
  const put = (character) => {
    const { state } = editor.view;
    editor.view.dispatch(state.tr.insertText(character).scrollIntoView());
    dialog.close();
  };
  const button = (character, label = character) => made("button", { type: "button", "data-character": character, onclick: () => put(character) }, label);
  const sets = CHARACTERS.map(([name, characters]) => made("div", { role: "group", "aria-label": name },
    made("h3", {}, name), made("div", { class: "writing-characters" }, ...[...characters].map((character) => button(character)))));
  const blanks = made("div", { role: "group", "aria-label": "Blanks" }, made("h3", {}, "Blanks and breaks"),
    made("div", { class: "writing-characters wide" }, ...BLANKS.map(([label, character]) => button(character, label))));
  const dialog = openDialog("Special characters", [...sets, blanks], { submit: null, onclose: () => editor.view.focus() });
  const all = [...dialog.querySelectorAll("[data-character]")];
  all.forEach((each, place) => (each.tabIndex = place ? -1 : 0));
  dialog.addEventListener("keydown", (event) => {
    const at = all.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    all[(to + all.length) % all.length].focus();
  });
  all[0].focus();
}

const LANGUAGES = "ar,az,be,bg,cs,da,de,el,en,es,et,fa,fi,fr,he,hr,hu,hy,it,ja,ka,kk,ko,ky,la,lt,lv,mk,mn,nl,no,pl,ps,pt,ro,ru,sk,sl,sq,sr,sv,tg,tk,tr,tt,uk,ur,uz,zh".split(",");
const RIGHT_TO_LEFT = /^(ar|fa|he|ps|ur|yi|dv|ug)\b/i;
const LANGUAGE = /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i;

export function openLanguage(editor) {
  const { state } = editor.view;
  const around = markAround(state, markTypes.span);
  const $from = state.selection.$from;
  const paragraph = $from.depth ? $from.node(1) : null;
  const isWhole = state.selection.empty && !around;
  const present = around?.mark.attrs ?? (isWhole ? paragraph?.attrs : null) ?? {};
  const names = new Intl.DisplayNames(["en"], { type: "language" });
  const choices = LANGUAGES.map((code) => [names.of(code), code]).sort(([a], [b]) => a.localeCompare(b, "en"));
  const list = made("datalist", { id: "writing-languages" }, ...choices.map(([name, code]) => made("option", { value: code }, name)));
  const lang = made("input", { name: "lang", list: "writing-languages", maxlength: "35", value: present.lang ?? "", autocapitalize: "none" });
  const dir = made("select", { name: "dir" }, ...[["", "As its language"], ["ltr", "Left to right"], ["rtl", "Right to left"]].map(([value, label]) =>
    made("option", { value, selected: (present.dir ?? "") === value }, label)));
  const title = isWhole ? "Language of the paragraph" : "Language of the passage";
  openDialog(title, [field("Language, by its code (uk, de, zh-Hant); empty for the article’s own", lang), list, field("Direction", dir)], {
    submit: "Change", onclose: () => editor.view.focus(),
    then() {
      const code = lang.value.trim();
      if (code && !LANGUAGE.test(code)) return "A language’s code has two or three letters: uk for Ukrainian, de for German.";
      setLanguage(editor.view, { lang: code || null, dir: dir.value || (RIGHT_TO_LEFT.test(code) ? "rtl" : null) }, around, isWhole);
      return null;
    },
  });
}

function setLanguage(view, attrs, around, isWhole) {
  const { state } = view;
  const tr = state.tr;
  const { from, to, $from } = state.selection;
  if (isWhole) {
    const at = $from.before(1);
    tr.setNodeAttribute(at, "lang", attrs.lang).setNodeAttribute(at, "dir", attrs.dir);
  } else {
    const range = around ?? { from, to };
    tr.removeMark(range.from, range.to, markTypes.span);
    if (attrs.lang || attrs.dir) tr.addMark(range.from, range.to, markTypes.span.create(attrs));
  }
  view.dispatch(tr.scrollIntoView());
}
