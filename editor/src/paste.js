// Pasted markup is cleaned by the server, which says what it took out; Word's footnotes become footnotes.
import { Slice } from "prosemirror-model";
import { handlePaste as intoCells } from "prosemirror-tables";
import { parse } from "./reading.js";
import { carrying } from "./notes.js";
import { types } from "./schema.js";

const OWN = /<[^>]* data-pm-slice=/;

export async function cleaned(editor, text) {
  const body = new FormData();
  body.append("text", text);
  const response = await fetch(editor.addresses.clean, {
    method: "POST", body, headers: { "X-CSRFToken": editor.form.elements.csrfmiddlewaretoken.value },
  });
  const isJSON = (response.headers.get("Content-Type") || "").includes("json");
  const answer = isJSON ? await response.json() : { error: `The site did not clean it (${response.status}).` };
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

export function sliceFrom(markup, context) {
  const holder = document.createElement("div");
  holder.innerHTML = markup;
  return Slice.maxOpen(carrying(parse(holder, { context }).content), false);
}

async function pasteClean(editor, html, text) {
  const { view } = editor;
  editor.isBusy = true;
  view.setProps({ editable: () => false });
  editor.say("Cleaning what you pasted …");
  let slice;
  try {
    const answer = await cleaned(editor, html);
    slice = sliceFrom(answer.inline || answer.html, view.state.selection.$from);
    editor.say(answer.removed.length ? `Taken out: ${answer.removed.join(", ")}.` : "Nothing had to be taken out.");
  } catch (error) {
    slice = textSlice(text, view.state.selection.$from);
    editor.say(`Pasted as plain text. ${error.message}`);
  }
  editor.isBusy = false;
  view.setProps({ editable: () => true });
  view.focus();
  putSlice(view, slice);
}

// Puts a slice in place of the selection. Whole blocks go behind a paragraph with text, not into it.
export function putSlice(view, slice) {
  slice = withoutAnchors(slice);
  if (intoCells(view, null, slice)) return;
  view.dispatch(view.state.tr.replaceSelection(slice).scrollIntoView().setMeta("paste", true).setMeta("uiEvent", "paste"));
}

// Blank lines part paragraphs; without any, each line is one.
export function textSlice(text, $context) {
  const lines = text.replace(/\r\n?/g, "\n").trim();
  const pieces = /\n[^\S\n]*\n/.test(lines) ? lines.split(/\n[^\S\n]*\n\s*/) : lines.split("\n");
  const paragraphs = pieces.map((piece) => piece.split(/\s+/).filter(Boolean).join(" ")).filter(Boolean);
  const edges = [/^\s/.test(text) ? " " : "", /[^\S\n]$/.test(text) ? " " : ""];
  if (paragraphs.length === 1) paragraphs[0] = edges[0] + paragraphs[0] + edges[1];
  const { schema } = types.doc;
  const marks = $context.marks();
  const blocks = paragraphs.map((piece) => types.paragraph.create(null, schema.text(piece, marks)));
  return Slice.maxOpen(types.doc.create(null, blocks.length ? blocks : [types.paragraph.create()]).content);
}

function withoutAnchors(slice, kept = new Set()) {
  const nodes = [];
  slice.content.forEach((node) => {
    const isCopy = node.attrs.id && /^p\d/.test(node.attrs.id) && !kept.has(node.attrs.id);
    nodes.push(isCopy ? node.type.create({ ...node.attrs, id: null }, node.content, node.marks) : node);
  });
  return new Slice(types.doc.create(null, nodes).content, slice.openStart, slice.openEnd);
}

// The references in what is copied carry their notes; without any, it is copied as it is.
function copied(slice, view) {
  const content = carrying(slice.content, view.state.doc);
  return content.eq(slice.content) ? slice : Slice.maxOpen(content, false);
}

// Takes a picture, or markup from elsewhere; anything else is left to ProseMirror.
function took(editor, event, data, { isDropped = false } = {}) {
  const html = data?.getData("text/html") ?? "";
  const text = data?.getData("text/plain") ?? "";
  const picture = (isDropped || (!html && !text)) && [...(data?.files ?? [])].find((file) => file.type.startsWith("image/"));
  if (!editor.isBusy && !picture && (!html || OWN.test(html))) return false;
  event.preventDefault();
  if (editor.isBusy) return true;
  if (picture) editor.root.dispatchEvent(new CustomEvent("picture-given", { detail: picture }));
  else if (isDropped) editor.say("Copy and paste it instead: what is pasted is cleaned first.");
  else pasteClean(editor, html, text);
  return true;
}

// Props of the view that concern the clipboard.
export function clipboard(editor) {
  const cut = new Set(); // anchors that were cut, which a paste brings back
  return {
    handleDOMEvents: {
      cut(view) {
        const { from, to } = view.state.selection;
        view.state.doc.forEach((node, at) => node.attrs.id && at >= from - 1 && at + node.nodeSize <= to + 1 && cut.add(node.attrs.id));
        return false;
      },
      // Before ProseMirror reads the markup: what is from elsewhere is for the server to read.
      paste: (view, event) => took(editor, event, event.clipboardData),
      drop(view, event) {
        if (view.dragging || !took(editor, event, event.dataTransfer, { isDropped: true })) return false;
        return true;
      },
    },
    clipboardTextParser: (text, $context) => textSlice(text, $context),
    transformCopied: copied,
    transformPasted(slice, view) {
      if (view.dragging?.move) return slice;
      const present = new Set();
      view.state.doc.forEach((node) => present.add(node.attrs.id));
      return withoutAnchors(slice, new Set([...cut].filter((id) => !present.has(id))));
    },
  };
}
