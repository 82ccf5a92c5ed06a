// Forms with errors: the first field that has one gets the focus, and its error is read out with it.
"use strict";

addEventListener("load", () => {
  const reachable = (field) => field.type !== "hidden" && !field.disabled;
  const field = [...document.querySelectorAll('#content [aria-invalid="true"]')].find(reachable);
  if (!field) return;
  field.closest("details")?.setAttribute("open", "");
  const chooser = field.nextElementSibling?.querySelector?.(".select2-selection");
  (chooser ?? field).focus();
});
