// Citations are marked in the text while it is written, with what they were read as, and mended in a list beside it.
import { Plugin, PluginKey } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";
import { folded, goTo } from "./beside.js";
import { debounced, field, made, openDialog } from "./elements.js";
import { types } from "./schema.js";
import { blockMarkup } from "./writing.js";

const PAUSE = 1500; // milliseconds after the last key until changed paragraphs are read
const AT_ONCE = 40; // paragraphs in one request, and how many characters of them
const CHARACTERS = 40_000;
const SHOWN = 60; // entries of the list, until more are asked for
const key = new PluginKey("citations");

export const citationMarks = () => new Plugin({
  key,
  state: {
    init: () => DecorationSet.empty,
    apply: (transaction, marks) => transaction.getMeta(key) ?? marks.map(transaction.mapping, transaction.doc),
  },
  props: { decorations: (state) => key.getState(state) },
});

// The text of a block as the server reads it, and the place of each of its characters.
function textOf(block) {
  let text = "";
  const places = [];
  const add = (characters, at) => {
    for (let index = 0; index < characters.length; index += 1) places.push(at + index);
    text += characters;
  };
  block.nodesBetween(0, block.content.size, (node, at) => {
    if (node.isTextblock && text && !text.endsWith("\n")) add("\n\n", at);
    if (node.isText) add(node.text, at);
    else if (node.type === types.hard_break) add("\n", at);
  });
  return { text, places };
}

// Where a citation stands in a block, behind a place in its text: [from, to] counted from the block's content, or null.
function locate({ text, places }, citation, behind) {
  const printed = citation.start === null ? "" : citation.raw.replace(/\s+/g, " ");
  if (!printed) return null;
  const flat = text.replace(/\s/g, " ");
  const part = [citation.name, printed].find((words) => words && flat.indexOf(words, behind) >= 0);
  if (!part) return null;
  const start = flat.indexOf(part, behind);
  return { start, from: places[start], to: places[start + part.length - 1] + 1 };
}

const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const day = (iso) => DAY.format(new Date(`${iso}T00:00:00Z`));

// "Interfax, 19 March 1996"; a name without a source in quotation marks
export function readAs(citation) {
  const name = citation.source?.name ?? (citation.name ? `“${citation.name}” (no known source)` : "no name");
  const days = !citation.first_day ? citation.date_text || "no date"
    : citation.last_day && citation.last_day !== citation.first_day ? `${day(citation.first_day)} to ${day(citation.last_day)}` : day(citation.first_day);
  return `${name}, ${days}`;
}

export class Citations {
  constructor(editor) {
    this.editor = editor;
    this.addresses = editor.addresses;
    this.rows = []; // of the article, in the order of the text
    this.before = new WeakMap(); // a block that was opened → its anchor, as long as it is not touched
    this.read = new WeakMap(); // a changed block → its citations
    this.most = SHOWN;
    this.list = folded("Citations");
    this.element = this.list.element;
    this.element.addEventListener("toggle", () => this.showList());
    this.renew = debounced(PAUSE, () => this.refresh());
    this.entries = [];
    this.marked = "";
  }

  // Begins with the article's rows, a page after the other.
  async begin(doc) {
    doc.forEach((block) => block.attrs.id && this.before.set(block, block.attrs.id));
    for (let page = 1, more = Boolean(this.addresses.citations); more; page += 1) {
      try {
        const response = await fetch(`${this.addresses.citations}?p=${page}`);
        if (!response.ok) break; // one who may not see them
        const answer = await response.json();
        this.rows.push(...answer.citations);
        more = answer.more;
      } catch {
        return this.editor.say("The citations of the article could not be loaded. Reload the page to see them.");
      }
      this.refresh();
    }
    if (!this.addresses.citations) this.refresh();
  }

  async post(address, fields) {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value ?? "");
    const response = await fetch(address, { method: "POST", body, headers: { "X-CSRFToken": this.editor.form.elements.csrfmiddlewaretoken.value } });
    const isJSON = (response.headers.get("Content-Type") || "").includes("json");
    const answer = isJSON ? await response.json() : { error: `The site does not answer as it should (${response.status}).` };
    if (!response.ok) throw new Error(answer.error);
    return answer;
  }

  // Reads the paragraphs that changed, as many as one request may have, then marks what is known.
  async refresh() {
    if (!this.editor.isOpen || this.isReading) return;
    const waiting = [];
    let characters = 0;
    this.editor.view.state.doc.forEach((block) => {
      if (this.before.has(block) || this.read.has(block) || block.type === types.kept) return;
      const size = block.content.size;
      if (!block.textContent.trim() || size > CHARACTERS) this.read.set(block, []);
      else if (waiting.length < AT_ONCE && characters + size <= CHARACTERS) {
        waiting.push(block);
        characters += size;
      }
    });
    if (waiting.length) {
      this.isReading = true;
      try {
        const paragraphs = JSON.stringify(waiting.map((block) => blockMarkup(block)));
        const issue = this.editor.form.elements.issue?.value ?? "";
        const { citations } = await this.post(this.addresses.read, { issue, paragraphs });
        waiting.forEach((block, place) => this.read.set(block, citations[place]));
      } catch {
        waiting.forEach((block) => this.read.set(block, [])); // read again when it is changed again
      }
      this.isReading = false;
      return this.refresh();
    }
    this.mark();
  }

  // The citations of a block: its rows, or what was read in it now, as far as its rows say no other.
  citationsOf(block) {
    const anchor = block.attrs.id;
    const rows = anchor ? this.rows.filter((row) => row.anchor === anchor) : [];
    if (this.before.has(block)) return rows;
    const left = [...rows];
    const read = (this.read.get(block) ?? []).map((citation) => {
      const place = left.findIndex((row) => row.raw === citation.raw && row.name === citation.name);
      return place < 0 ? citation : left.splice(place, 1)[0];
    });
    return [...read, ...left.filter((row) => row.status === "confirmed" || row.status === "added by hand")];
  }

  mark() {
    const { doc } = this.editor.view.state;
    const marks = [];
    this.entries = [];
    doc.forEach((block, offset) => {
      const citations = this.citationsOf(block);
      if (!citations.length) return;
      const text = textOf(block);
      let behind = 0;
      for (const citation of citations) {
        const place = locate(text, citation, behind) ?? locate(text, citation, 0);
        if (place) behind = place.start;
        const entry = { citation, at: place && offset + 1 + place.from, size: place && place.to - place.from, block: offset };
        this.entries.push(entry);
        if (!place || citation.status === "rejected") continue;
        marks.push(Decoration.inline(entry.at, entry.at + entry.size, {
          class: `writing-cite${citation.source ? "" : " is-unknown"}${citation.status === "suggested" ? " is-suggested" : ""}`, title: readAs(citation),
        }));
      }
    });
    const { tr } = this.editor.view.state;
    this.editor.view.dispatch(tr.setMeta(key, DecorationSet.create(doc, marks)).setMeta("addToHistory", false));
    this.list.say(this.entries.length);
    this.showList();
  }

  showList() {
    if (!this.element.open) return;
    const add = this.addresses.addCitation && made("button", { type: "button", class: "writing-link", onclick: () => this.add() }, "Add one for the selected words");
    const more = this.entries.length > this.most && made("button", { type: "button", class: "writing-link", onclick: () => {
      this.most += SHOWN;
      this.showList();
    } }, `Show more (${(this.entries.length - this.most).toLocaleString("en")} left)`);
    this.list.content.replaceChildren(
      this.entries.length ? made("ul", {}, ...this.entries.slice(0, this.most).map((entry) => this.item(entry))) : made("p", { class: "quiet" }, "None was found in this text."),
      ...[more, add].filter(Boolean));
  }

  item(entry) {
    const { citation } = entry;
    const words = citation.raw.length > 90 ? `${citation.raw.slice(0, 90)} …` : citation.raw;
    const way = (label, run) => made("button", { type: "button", class: "writing-link", "aria-label": `${label}: ${words}`, onclick: run }, label);
    const ways = citation.id && this.addresses.citation ? made("span", { class: "writing-ways-of" },
      ...[citation.status !== "confirmed" && way("Confirm", () => this.decide(entry, "confirm")),
        citation.status !== "rejected" && way("Reject", () => this.decide(entry, "reject")),
        way("Change …", () => this.change(entry))].filter(Boolean)) : null;
    return made("li", { class: citation.status === "rejected" ? "is-rejected" : "" },
      made("button", { type: "button", disabled: entry.at === null, onclick: () => goTo(this.editor.view, entry.at, entry.size) }, words),
      made("span", { class: "writing-read-as" }, `${readAs(citation)} · ${citation.id ? citation.status : "not saved yet"}${entry.at === null ? " · not found in the text" : ""}`),
      ways);
  }

  replace(citation) {
    const place = this.rows.findIndex((row) => row.id === citation.id);
    if (place < 0) this.rows.push(citation);
    else this.rows[place] = citation;
    this.mark();
  }

  async decide(entry, decision) {
    const place = this.entries.indexOf(entry);
    try {
      const { citation } = await this.post(this.addresses.citation.replace("/0/", `/${entry.citation.id}/`), { decision });
      this.replace(citation);
      this.editor.say(`${decision === "confirm" ? "Confirmed" : "Rejected"}: ${citation.raw}`);
      this.list.content.querySelectorAll("li")[place]?.querySelector(".writing-ways-of button")?.focus();
    } catch (error) {
      this.editor.say(error.message);
    }
  }

  change(entry) {
    const { citation } = entry;
    this.ask("Citation", citation, (fields) => this.post(this.addresses.citation.replace("/0/", `/${citation.id}/`), fields));
  }

  add() {
    const { from, to, empty, $from } = this.editor.view.state.selection;
    if (empty || !$from.depth) return this.editor.say("Select the words of the citation first.");
    const name = this.editor.view.state.doc.textBetween(from, to, " ").slice(0, 200);
    const anchor = $from.node(1).attrs.id ?? "";
    const citation = { name, date_text: "", first_day: "", last_day: "", source: null, paragraph: $from.index(0) + 1, status: "added by hand" };
    this.ask("A citation that was not found", citation, (fields) => this.post(this.addresses.addCitation, { ...fields, anchor }));
  }

  // Asks for the facts of a citation and sends them.
  ask(title, citation, send) {
    const input = (name, value, more = {}) => made("input", { name, value: value ?? "", ...more });
    const source = sourceField(this.addresses.autocomplete, citation.source);
    const fields = {
      name: input("name", citation.name, { maxlength: "200" }), date_text: input("date_text", citation.date_text, { maxlength: "120" }),
      first_day: input("first_day", citation.first_day, { type: "date" }), last_day: input("last_day", citation.last_day, { type: "date" }),
    };
    const dialog = openDialog(title, [
      citation.raw ? made("p", { class: "quiet" }, citation.raw) : null,
      field("Name as printed", fields.name), ...source.elements, field("Date as printed", fields.date_text),
      field("First day", fields.first_day), field("Last day, where it differs", fields.last_day),
    ].filter(Boolean), {
      submit: "Save", onclose: () => this.editor.view.focus(),
      then: () => {
        const given = Object.fromEntries(Object.entries(fields).map(([name, each]) => [name, each.value]));
        const status = citation.status === "rejected" ? "found" : citation.status;
        send({ ...given, source: source.value(), paragraph: citation.paragraph, status }).then(({ citation: saved }) => {
          dialog.close();
          this.replace(saved);
        }, (error) => {
          const note = dialog.querySelector(".errornote");
          note.textContent = error.message;
          note.hidden = false;
        });
        return "Saving …";
      },
    });
  }
}

// A field for a source, found by the admin's own search.
function sourceField(address, present) {
  let chosen = present;
  const now = made("p", { role: "status" });
  const say = () => {
    now.replaceChildren("Source: ", made("b", {}, chosen?.name ?? "none known"), " ");
    if (chosen) now.append(made("button", { type: "button", class: "writing-link", onclick: () => {
      chosen = null;
      say();
    } }, "Take it off"));
  };
  const results = made("ul", { class: "writing-found", "aria-label": "Sources found" });
  const search = debounced(250, async (term) => {
    if (!term.trim()) return results.replaceChildren();
    const query = new URLSearchParams({ term, app_label: "archive", model_name: "citation", field_name: "source" });
    try {
      const response = await fetch(`${address}?${query}`);
      const { results: found } = await response.json();
      results.replaceChildren(...found.slice(0, 10).map(({ id, text }) => made("li", {}, made("button", { type: "button", onclick: () => {
        chosen = { id, name: text };
        results.replaceChildren();
        say();
      } }, text))));
    } catch {
      results.replaceChildren(made("li", {}, "The search does not answer."));
    }
  });
  const input = made("input", { type: "search", autocomplete: "off", oninput: (event) => search(event.target.value) });
  input.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  say();
  return { elements: [now, field("Find another source", input), results], value: () => chosen?.id ?? "" };
}
