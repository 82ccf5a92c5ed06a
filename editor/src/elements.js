// Builders of the editor's own elements.

// made("p", { class: "quiet", onclick: f, hidden: true }, "text", element, …)
export function made(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

// An icon of 20 × 20 from the outline of its strokes.
export function icon(path) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [name, value] of Object.entries({ viewBox: "0 0 20 20", width: "20", height: "20", "aria-hidden": "true", class: "writing-icon" }))
    svg.setAttribute(name, value);
  const stroke = document.createElementNS(SVG, "path");
  stroke.setAttribute("d", path);
  svg.append(stroke);
  return svg;
}

let dialogs = 0;

// A dialog with a form: `fields` are elements, `submit` its main button's words, `then(form)` returns a sentence if something is wrong.
export function openDialog(title, fields, { submit = "Put into the text", also = [], then, onclose } = {}) {
  const id = `writing-dialog-${(dialogs += 1)}`;
  const note = made("p", { class: "errornote", role: "alert", hidden: true });
  const form = made("form", { method: "dialog", novalidate: true },
    made("h2", { id }, title),
    ...fields,
    note,
    made("p", { class: "picture-ways" },
      submit && made("button", { class: "desk-button", type: "submit" }, submit), ...also,
      made("button", { class: "desk-button plain", type: "button", onclick: () => dialog.close() }, submit ? "Cancel" : "Close")));
  const dialog = made("dialog", { class: "picture-dialog", "aria-labelledby": id }, form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const wrong = then?.(form);
    note.textContent = wrong ?? "";
    note.hidden = !wrong;
    if (!wrong) dialog.close();
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    onclose?.();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

export const field = (label, input) => made("p", {}, made("label", {}, label, input));

// Waits until nothing was called for some milliseconds.
export function debounced(pause, call) {
  let waiting = 0;
  const later = (...given) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => call(...given), pause);
  };
  later.cancel = () => clearTimeout(waiting);
  return later;
}
