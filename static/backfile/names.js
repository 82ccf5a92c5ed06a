// Names for what Django's widgets leave nameless: a chooser's box is called as the label or the column above it.

(() => {
  "use strict";

  const nameOf = (field) => {
    const label = field.id && document.querySelector(`label[for="${CSS.escape(field.id)}"]`);
    if (label) return label.textContent.replace(/:\s*$/, "").trim();
    const cell = field.closest("td");
    if (!cell) return "";
    const head = cell.closest("table").tHead?.rows[0];
    if (!head) return "";
    // A row of a table of forms begins with a cell that has no heading of its own.
    const before = [...cell.parentElement.children].slice(0, [...cell.parentElement.children].indexOf(cell));
    const place = before.filter((each) => !each.classList.contains("original")).length;
    let column = 0;
    for (const heading of head.cells) {
      if (column + heading.colSpan > place + ("original" in cell.parentElement.dataset ? 0 : 1)) {
        return heading.textContent.trim();
      }
      column += heading.colSpan;
    }
    return "";
  };

  const name = (box) => {
    if (box.hasAttribute("aria-label")) return;
    const field = box.closest(".select2-container")?.previousElementSibling;
    const found = field && (nameOf(field) || field.name);
    if (!found) return;
    box.setAttribute("aria-label", found);
    box.querySelector("textarea, input")?.setAttribute("aria-label", `Search: ${found}`);
  };

  const nameAll = () => {
    document.querySelectorAll(".select2-selection[role=combobox]").forEach(name);
    document.querySelectorAll(".select2-search__field:not([aria-label])").forEach((field) => {
      field.setAttribute("aria-label", "Search");
    });
  };

  document.addEventListener("DOMContentLoaded", () => {
    nameAll();
    new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true });
  });
})();
