// The toolbar: one stop for Tab, arrows move between its tools (WAI-ARIA's toolbar pattern).
import { icon, made } from "./elements.js";
import { shown } from "./shortcuts.js";

function button(editor, tool) {
  const face = tool.icon ? icon(tool.icon) : made("span", { class: tool.face ?? "" }, tool.words ?? tool.label);
  const keys = tool.keys ? ` (${shown(tool.keys)})` : "";
  const element = made("button", {
    type: "button", tabindex: "-1", title: `${tool.label}${keys}`, "data-tool": tool.name,
    "aria-label": tool.icon || tool.words ? tool.label : null,
    "aria-keyshortcuts": tool.keys ? tool.keys.replace("Mod", "Control").replaceAll("-", "+") : null,
    "aria-pressed": tool.isActive ? "false" : null,
    "aria-haspopup": tool.menu ? "menu" : null, "aria-expanded": tool.menu ? "false" : null,
    onmousedown: (event) => event.preventDefault(), // the selection in the text stays
  }, face);
  element.addEventListener("click", () => (tool.menu ? toggleMenu(editor, tool, element) : editor.run(tool)));
  return element;
}

function closeMenu(opener, menu, focus) {
  if (menu.isClosing) return; // its removal takes the focus away, which closes it
  menu.isClosing = true;
  menu.remove();
  opener.setAttribute("aria-expanded", "false");
  if (focus) opener.focus();
}

function toggleMenu(editor, tool, opener) {
  const open = opener.parentElement.querySelector("[role=menu]");
  if (open) return closeMenu(opener, open, true);
  const items = tool.menu.map((item) => {
    const keys = item.keys ? made("span", { class: "writing-keys", "aria-hidden": "true" }, shown(item.keys)) : null;
    const isChosen = item.isActive?.(editor.view.state) ?? false;
    return made("button", {
      type: "button", role: item.isActive ? "menuitemcheckbox" : "menuitem", tabindex: "-1", "data-tool": item.name,
      "aria-checked": item.isActive ? String(isChosen) : null,
      onclick: () => {
        closeMenu(opener, menu, false);
        editor.run(item);
      },
    }, made("span", { class: item.face ?? "" }, item.label), keys);
  });
  const menu = made("div", { role: "menu", class: "writing-menu", "aria-label": tool.label }, ...items);
  const go = (place) => items[(place + items.length) % items.length].focus();
  menu.addEventListener("keydown", (event) => {
    const at = items.indexOf(document.activeElement);
    const moves = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 };
    event.stopPropagation();
    if (event.key in moves) go(moves[event.key]);
    else if (event.key === "Escape" || event.key === "Tab") closeMenu(opener, menu, true);
    else return;
    if (event.key !== "Tab") event.preventDefault();
  });
  menu.addEventListener("focusout", (event) => {
    if (menu.isConnected && !menu.contains(event.relatedTarget) && event.relatedTarget !== opener) closeMenu(opener, menu, false);
  });
  opener.after(menu);
  if (menu.getBoundingClientRect().right > document.documentElement.clientWidth) menu.classList.add("at-the-end");
  opener.setAttribute("aria-expanded", "true");
  go(0);
  return menu;
}

// Builds the toolbar: `groups` are lists of tools; a group with `when(state)` is shown where that holds.
export function toolbar(editor, groups) {
  const all = [];
  const rows = groups.map(({ tools, label, when }) => {
    const made_ = tools.map((tool) => {
      const element = button(editor, tool);
      all.push({ tool, element });
      return tool.menu ? made("span", { class: "writing-opener" }, element) : element;
    });
    return { when, element: made("span", { role: "group", "aria-label": label, class: when ? "writing-context" : "writing-group" }, ...made_) };
  });
  const bar = made("div", { class: "writing-bar", role: "toolbar", "aria-label": "Write and mark up the text", "aria-controls": editor.textId },
    ...rows.map((row) => row.element));
  const visible = () => all.filter(({ element }) => element.offsetParent !== null && !element.disabled).map(({ element }) => element);
  const rove = (element) => all.forEach((each) => (each.element.tabIndex = each.element === element ? 0 : -1));
  rove(all[0].element);
  bar.addEventListener("focusin", (event) => event.target.dataset.tool && !event.target.closest("[role=menu]") && rove(event.target));
  bar.addEventListener("keydown", (event) => {
    const elements = visible();
    const at = elements.indexOf(document.activeElement);
    if (at < 0) return;
    const moves = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: elements.length - 1 };
    if (event.key in moves) elements[(moves[event.key] + elements.length) % elements.length].focus();
    else if (event.key === "ArrowDown" && document.activeElement.getAttribute("aria-haspopup")) document.activeElement.click();
    else if (event.key === "Escape") editor.view.focus();
    else return;
    event.preventDefault();
  });
  return {
    element: bar,
    focus: () => (visible().find((element) => element.tabIndex === 0) ?? visible()[0]).focus(),
    update(state) {
      for (const row of rows) if (row.when) row.element.hidden = !row.when(state);
      for (const { tool, element } of all) {
        if (tool.isActive) element.setAttribute("aria-pressed", String(tool.isActive(state)));
        if (tool.now) element.firstChild.textContent = tool.now(state);
        if (tool.isEnabled) element.setAttribute("aria-disabled", String(!tool.isEnabled(state)));
      }
      if (!visible().some((element) => element.tabIndex === 0)) rove(all[0].element);
    },
  };
}
