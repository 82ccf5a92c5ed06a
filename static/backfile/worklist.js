// Keys for working through a list: Ctrl+Enter saves and continues, j and k skip and go back, u returns, ? shows the keys.
// Optional: the buttons and links of the bar work without it.
(() => {
  const begin = () => {
    const bar = document.querySelector(".worklist");
    const start = document.getElementById("work-through");
    if (!bar && !start) return;
    const word = bar?.querySelector(".worklist-word");
    const keys = bar?.querySelector(".worklist-keys");
    const form = bar?.querySelector("button[name=_next]")?.form;
    const filledIn = () => (form ? new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string")).toString() : "");
    let before = filledIn();
    let warned = "";

    // Unsaved input would be lost: the first press warns, the second leaves.
    const mayLeave = (key) => {
      if (!form || filledIn() === before || warned === key) return true;
      warned = key;
      word.textContent = "You changed something here. Press the key again to go without saving it.";
      return false;
    };
    const press = (key) => {
      const way = bar?.querySelector(`[data-key="${key}"]`);
      if (way && mayLeave(key)) way.click();
    };
    document.addEventListener("keydown", (event) => {
      // The editor of a text takes Enter and Escape for itself, whatever it does with them.
      const inText = event.target instanceof Element && event.target.closest(".ProseMirror");
      if (event.isComposing || (event.defaultPrevented && !inText)) return;
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        const save = bar?.querySelector('[data-key="save"]');
        if (!save) return;
        event.preventDefault();
        form.requestSubmit(save);
        return;
      }
      if (event.key === "Escape" && deskKeys.inField(event)) return event.target.blur();
      if (deskKeys.isNoCommand(event)) return;
      if (event.key === "w" && start) start.click();
      else if (event.key === "?" && keys) {
        event.preventDefault();
        keys.open = !keys.open;
        if (keys.open) keys.querySelector("summary").focus();
      } else if (["j", "k", "u", "x"].includes(event.key)) press(event.key);
    });
    const first = bar?.dataset.focus && document.getElementById(bar.dataset.focus);
    if (first) {
      first.focus();
      if (first.matches("input")) first.select(); // a whole text is not for one key to replace
      before = filledIn();
    }
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
