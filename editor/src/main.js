// The editor of an article's body: the text as it will be read, above the text box that the form sends.
// Without this script the text box is all there is; one key leads to it.
import { history } from "prosemirror-history";
import { gapCursor } from "prosemirror-gapcursor";
import { EditorState } from "prosemirror-state";
import { tableEditing } from "prosemirror-tables";
import { EditorView } from "prosemirror-view";
import { anchors } from "./anchors.js";
import { checkList } from "./beside.js";
import { putBlock } from "./commands.js";
import { Citations, citationMarks } from "./citations.js";
import { wordsIn } from "./counting.js";
import { debounced, made } from "./elements.js";
import { findBar, searching } from "./find.js";
import { keys, typing } from "./keys.js";
import { asItIs, jumpToReference, jumpToNote, notes } from "./notes.js";
import { clipboard, cleaned, putSlice, sliceFrom } from "./paste.js";
import { read } from "./reading.js";
import { allTools, groups } from "./tools.js";
import { toolbar } from "./toolbar.js";
import { types } from "./schema.js";
import { write, writePart } from "./writing.js";

const CHOICE = "backfile-body-view";
const SYNC = 250; // milliseconds after the last key until the form has the text

const stored = () => {
  try {
    return localStorage.getItem(CHOICE);
  } catch {
    return null;
  }
};
const store = (value) => {
  try {
    localStorage.setItem(CHOICE, value);
  } catch {
    // storage is disabled: the next form opens with the text as it is read
  }
};

class Editor {
  constructor(root) {
    this.root = root;
    this.area = root.querySelector("textarea");
    this.form = this.area.form;
    this.textId = `${this.area.id}_text`;
    this.report = root.querySelector(".writing-report");
    const { clean, articles, read, autocomplete, citations, citation, addCitation } = root.dataset;
    this.addresses = { clean, articles, read, autocomplete, citations, citation, addCitation };
    this.tail = "";
    this.isOpen = false;
    this.isDirty = false;
    this.find = findBar(this);
    this.toolbar = toolbar(this, groups);
    this.count = made("p", { class: "writing-count quiet", role: "status" });
    this.text = made("div", { class: "writing-page" });
    this.check = checkList(this);
    this.citations = new Citations(this);
    this.aside = made("div", { class: "writing-aside" }, this.citations.element, this.check.element);
    this.pane = made("div", { class: "writing-desk", hidden: true }, this.toolbar.element, this.find.element,
      made("div", { class: "writing-sheet" }, this.text, this.aside), this.count);
    this.back = made("button", { type: "button", class: "desk-button plain writing-to-text", title: "Ctrl+Shift+E", "aria-keyshortcuts": "Control+Shift+E",
      onclick: () => this.showText() }, "Edit as it is read");
    this.area.before(this.pane);
    root.querySelector(".writing-ways").append(" ", this.back);
    this.sync = debounced(SYNC, () => this.flush());
    this.tellCount = debounced(800, () => this.showCount());
    this.listen();
  }

  listen() {
    this.form.addEventListener("formdata", (event) => {
      if (this.isOpen && this.isDirty) event.formData.set(this.area.name, this.markup());
    });
    this.form.addEventListener("submit", () => this.flush({ quietly: true }));
    this.area.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || !event.shiftKey || event.code !== "KeyE") return;
      event.preventDefault();
      this.showText();
    });
    // Pictures, uploaded or of this article: their markup is put where the text is edited.
    this.root.addEventListener("put", (event) => {
      if (!this.isOpen) return;
      event.stopImmediatePropagation();
      this.putMarkup(event.detail.html);
    }, { capture: true });
  }

  say(text) {
    this.report.textContent = text;
  }

  run(tool) {
    this.view.focus();
    if (tool.act) tool.act(this);
    else if (!tool.run(this.view.state, this.view.dispatch, this.view)) this.say(`“${tool.label}” does nothing here.`);
  }

  markup() {
    return write(this.view.state.doc) + this.tail;
  }

  // Gives the text to the form, whose scripts keep and preview it.
  flush({ quietly = false } = {}) {
    this.sync.cancel();
    if (!this.isOpen || !this.isDirty) return;
    const markup = this.markup();
    this.isDirty = false;
    if (markup === this.area.value) return;
    this.area.value = markup;
    if (!quietly) this.area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  showCount() {
    const words = wordsIn(this.view.state.doc);
    const text = `${words.toLocaleString("en")} ${words === 1 ? "word" : "words"}`;
    if (this.count.textContent !== text) this.count.textContent = text;
  }

  // The text of the box as a document; markup that is no series of clean blocks is cleaned by the server first.
  async read() {
    const given = this.area.value;
    const found = given.trim() ? read(given) : read("");
    if (found) return found;
    const answer = await cleaned(this, given);
    if (answer.removed.length) this.say(`Taken out: ${answer.removed.join(", ")}.`);
    const { doc } = read(answer.html) ?? {};
    if (!doc) throw new Error("It could not be read.");
    return { doc, tail: /\n?<!--highest p\d+-->\s*$/.exec(given)?.[0] ?? "", isCleaned: true };
  }

  state(doc) {
    return EditorState.create({
      doc,
      plugins: [...keys(this, allTools()), typing(), history(), anchors, notes, tableEditing(), gapCursor(), searching(), citationMarks()],
    });
  }

  begin(doc) {
    const label = document.querySelector(`label[for="${this.area.id}"]`);
    this.view = new EditorView({ mount: this.text.appendChild(made("div", { id: this.textId, class: "writing-body" })) }, {
      state: this.state(doc),
      attributes: {
        role: "textbox", "aria-multiline": "true", "aria-label": label?.textContent.replace(/:\s*$/, "") || "Body",
        ...(this.area.getAttribute("aria-describedby") && { "aria-describedby": this.area.getAttribute("aria-describedby") }),
        ...(this.area.getAttribute("aria-invalid") && { "aria-invalid": this.area.getAttribute("aria-invalid") }),
      },
      ...clipboard(this),
      clipboardSerializer: { serializeFragment: forClipboard },
      nodeViews: { note: noteView },
      handleClickOn: (view, _, node, at, event) => node.type === types.noteref && event.button === 0 && jumpToNote(view, at),
      dispatchTransaction: (transaction) => this.took(transaction),
    });
    label?.addEventListener("click", () => this.isOpen && this.view.focus());
    // Other scripts put the focus into the field of the text, and so do addresses.
    this.area.focus = (...how) => (this.isOpen ? this.view.focus() : HTMLElement.prototype.focus.apply(this.area, how));
    if (location.hash === `#${this.area.id}`) addEventListener("load", () => {
      this.area.focus();
      this.pane.scrollIntoView();
    });
  }

  took(transaction) {
    this.view.updateState(this.view.state.apply(transaction));
    if (transaction.docChanged) {
      this.isDirty = true;
      this.sync();
      this.tellCount();
      this.check.renew();
      this.citations.renew();
    }
    this.renewTools();
  }

  renewTools() {
    if (this.isRenewing) return;
    this.isRenewing = true;
    requestAnimationFrame(() => {
      this.isRenewing = false;
      this.toolbar.update(this.view.state);
    });
  }

  async showText({ focus = true } = {}) {
    if (this.isOpen) return;
    let found;
    try {
      found = await this.read();
    } catch (error) {
      return this.say(`The text stays as markup: ${error.message}`);
    }
    const isFirst = !this.view;
    if (isFirst) this.begin(found.doc);
    else this.view.dispatch(asItIs(this.view.state.tr.replaceWith(0, this.view.state.doc.content.size, found.doc.content)));
    this.tail = found.tail;
    this.show(true);
    this.isDirty = Boolean(found.isCleaned);
    this.showCount();
    this.check.renew();
    if (isFirst) this.citations.begin(found.doc);
    else this.citations.renew();
    this.toolbar.update(this.view.state);
    if (!focus) return;
    store("text");
    this.view.focus();
  }

  showMarkup() {
    this.flush();
    this.show(false);
    store("markup");
    this.area.focus();
  }

  show(isText) {
    this.isOpen = isText;
    this.pane.hidden = !isText;
    this.area.hidden = isText;
    this.back.hidden = isText;
    this.root.classList.toggle("as-read", isText);
  }

  putMarkup(markup) {
    const slice = sliceFrom(markup);
    if (slice.content.childCount === 1 && !slice.content.firstChild.isInline) putBlock(this.view, slice.content.firstChild);
    else putSlice(this.view, slice);
  }
}

function forClipboard(fragment, { document: page = document } = {}) {
  const template = page.createElement("template");
  template.innerHTML = writePart(fragment);
  return template.content;
}

// A note with a link back to the text.
function noteView(node, view) {
  const inside = made("div", { class: "note-text" });
  const back = made("button", { type: "button", class: "note-back", contenteditable: "false", tabindex: "-1", "aria-label": "Back to the text",
    onclick: () => jumpToReference(view, node.attrs.id) }, "↩");
  const dom = made("li", {}, inside, back);
  return {
    dom, contentDOM: inside,
    update(other) {
      if (other.type !== node.type) return false;
      node = other;
      return true;
    },
    stopEvent: (event) => back.contains(event.target),
    ignoreMutation: (mutation) => !inside.contains(mutation.target),
  };
}

for (const root of document.querySelectorAll(".writing")) {
  const editor = new Editor(root);
  root.editor = { markup: () => editor.markup(), read, written: write };
  if (stored() === "markup") editor.show(false);
  else editor.showText({ focus: false });
}
