// Single-key shortcuts of the admin, for all scripts: where they are disabled, and the switch that turns them off.
// The choice is stored in this browser, and applies to every page at once.
const deskKeys = (() => {
  const SWITCH = "backfile-single-keys";
  const FIELDS = "input, select, textarea, summary, dialog, [contenteditable]:not([contenteditable=false]), " +
    ".select2, .select2-container, [role=textbox], [role=combobox], [role=listbox], [role=searchbox], [role=spinbutton]";
  const areOn = () => localStorage.getItem(SWITCH) !== "off";
  const inField = (event) => event.target instanceof Element && event.target.closest(FIELDS);
  // Whether a key press is not a command: held down, part of a combination, typed into a field, or keys are off.
  const isNoCommand = (event) =>
    event.defaultPrevented || event.isComposing || event.repeat || event.ctrlKey || event.metaKey || event.altKey ||
    Boolean(inField(event)) || !areOn();

  const begin = () => {
    const boxes = [...document.querySelectorAll("[data-single-keys]")];
    const show = () => boxes.forEach((box) => { box.checked = areOn(); });
    for (const box of boxes) {
      box.closest("[hidden]")?.removeAttribute("hidden");
      box.addEventListener("change", () => {
        localStorage.setItem(SWITCH, box.checked ? "on" : "off");
        show();
      });
    }
    show();
    window.addEventListener("storage", show);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
  return { inField, isNoCommand };
})();
