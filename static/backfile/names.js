// Accessible names where Django's widgets have none, for screen readers: a field in a table is named by its
// column, a part of a date by the date, the box of a chooser by the field that it fills.

(() => {
  "use strict";

  const words = (element) => element?.textContent.replace(/\s+/g, " ").replace(/:\s*$/, "").trim() ?? "";

  const labelOf = (field) => (field.id ? words(document.querySelector(`label[for="${CSS.escape(field.id)}"]`)) : "");

  // Column by column, since a heading may span two; hidden cells have none.
  const columnOf = (field) => {
    const cell = field.closest("td");
    const headings = cell?.closest("table").tHead?.rows[0]?.cells;
    if (!headings) return "";
    const before = [...cell.parentElement.cells].filter((each) => each.cellIndex < cell.cellIndex);
    const place = before.reduce((sum, each) => sum + each.colSpan, 0);
    let end = 0;
    for (const heading of headings) {
      end += heading.colSpan;
      if (place < end) return words(heading);
    }
    return "";
  };

  // Date and time are two fields under one name.
  const partOf = (field) => {
    const row = field.closest("fieldset.flex-container, .form-row");
    const name = words(row?.querySelector("legend, label"));
    const part = { 0: "date", 1: "time" }[/_([01])$/.exec(field.id)?.[1]];
    return name && part ? `${name}, ${part}` : name;
  };

  const nameField = (field) => {
    if (field.labels?.length || field.hasAttribute("aria-label") || field.hasAttribute("aria-labelledby")) return;
    const name = columnOf(field) || partOf(field);
    if (name) field.setAttribute("aria-label", name);
  };

  const nameChooser = (box) => {
    const field = box.closest(".select2-container")?.previousElementSibling;
    const name = field && (labelOf(field) || field.getAttribute("aria-label") || columnOf(field));
    if (!name) return;
    for (const part of [box, ...box.querySelectorAll("[role=textbox], textarea, input")]) {
      if (!part.hasAttribute("aria-label")) part.setAttribute("aria-label", name);
    }
  };

  // The selected values are in a list that also holds a button, which is invalid in a list: it becomes a group.
  const regroup = (list) => {
    if (list.getAttribute("role") !== "group") list.setAttribute("role", "group");
    for (const item of list.children) if (item.tagName === "LI" && !item.hasAttribute("role")) item.setAttribute("role", "none");
  };

  const nameAll = () => {
    document.querySelectorAll("ul.select2-selection__rendered").forEach(regroup);
    document
      .querySelectorAll(".inline-group td :is(input:not([type=hidden]), select, textarea), .vDateField, .vTimeField")
      .forEach(nameField);
    document.querySelectorAll(".select2-selection").forEach(nameChooser);
    document.querySelectorAll(".select2-search__field:not([aria-label])").forEach((field) => {
      field.setAttribute("aria-label", "Search");
    });
  };

  document.addEventListener("DOMContentLoaded", () => {
    nameAll();
    new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true });
  });
})();
