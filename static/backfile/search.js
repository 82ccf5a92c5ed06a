// Suggestions while typing, after the ARIA combobox pattern (list autocomplete, manual selection). Without this script
// every search box is a plain form.
"use strict";

(() => {
  const address = document.currentScript.dataset.suggest;
  const KINDS = { article: "article", author: "author", source: "source cited", topic: "topic" };
  const SHORTEST = 2;
  const PATIENCE_MS = 120;
  let lists = 0;

  class Suggestions {
    constructor(input) {
      this.input = input;
      this.options = [];
      this.active = -1;
      this.request = null;
      this.timer = 0;
      this.list = document.createElement("ul");
      this.list.id = `suggestions-${++lists}`;
      this.list.className = "suggestions";
      this.list.hidden = true;
      this.list.setAttribute("role", "listbox");
      this.list.setAttribute("aria-label", "Suggestions");
      this.status = document.createElement("span");
      this.status.className = "unseen";
      this.status.setAttribute("role", "status");
      input.setAttribute("role", "combobox");
      input.setAttribute("aria-autocomplete", "list");
      input.setAttribute("aria-expanded", "false");
      input.setAttribute("aria-controls", this.list.id);
      const holder = document.createElement("span");
      holder.className = "suggesting";
      input.before(holder);
      holder.append(input, this.list, this.status);
      input.addEventListener("input", () => this.later());
      input.addEventListener("keydown", (event) => this.pressed(event));
      input.addEventListener("blur", () => this.close());
      // The press must not move the focus from the box before the click arrives.
      this.list.addEventListener("pointerdown", (event) => event.preventDefault());
      this.list.addEventListener("click", (event) => this.choose(event.target.closest("[role=option]")));
    }

    later() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), PATIENCE_MS);
    }

    async ask() {
      const typed = this.input.value.trim();
      this.request?.abort();
      if (typed.length < SHORTEST) {
        this.close();
        return;
      }
      this.request = new AbortController();
      try {
        const response = await fetch(`${address}?${new URLSearchParams({ q: typed })}`, { signal: this.request.signal });
        if (response.ok) this.show(await response.json());
      } catch (error) {
        if (error.name !== "AbortError") this.close();
      }
    }

    show([, texts, kinds, addresses]) {
      if (document.activeElement !== this.input) return;
      this.options = texts.map((text, place) => this.option(text, kinds[place], addresses[place], place));
      this.list.replaceChildren(...this.options);
      this.mark(-1);
      this.list.hidden = !this.options.length;
      this.input.setAttribute("aria-expanded", String(this.options.length > 0));
      const number = this.options.length;
      this.status.textContent = number ? `${number} suggestion${number === 1 ? "" : "s"}` : "";
    }

    option(text, kind, target, place) {
      const option = document.createElement("li");
      const label = document.createElement("span");
      option.id = `${this.list.id}-${place}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.address = target;
      label.className = "suggestion-kind";
      label.textContent = KINDS[kind] || kind;
      option.append(`${text} `, label);
      return option;
    }

    mark(place) {
      this.active = place;
      this.options.forEach((option, number) => option.setAttribute("aria-selected", String(number === place)));
      if (place < 0) {
        this.input.removeAttribute("aria-activedescendant");
      } else {
        this.input.setAttribute("aria-activedescendant", this.options[place].id);
        this.options[place].scrollIntoView({ block: "nearest" });
      }
    }

    pressed(event) {
      const number = this.options.length;
      if (event.key === "Escape" && !this.list.hidden) {
        this.close();
      } else if (event.key === "Enter" && this.active >= 0 && !this.list.hidden) {
        this.choose(this.options[this.active]);
      } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && number && !this.list.hidden) {
        const step = event.key === "ArrowDown" ? 1 : -1;
        // One position more than options: between the last and the first the focus is in the box.
        this.mark(((this.active + 1 + step + number + 1) % (number + 1)) - 1);
      } else if (event.key === "ArrowDown" && !event.altKey) {
        this.ask();
      } else {
        return;
      }
      event.preventDefault();
    }

    choose(option) {
      if (option) window.location.assign(option.dataset.address);
    }

    close() {
      clearTimeout(this.timer);
      this.request?.abort();
      this.list.hidden = true;
      this.mark(-1);
      this.input.setAttribute("aria-expanded", "false");
      this.status.textContent = "";
    }
  }

  const start = () => document.querySelectorAll('form[role="search"] input[name="q"]').forEach((input) => {
    // No suggestions within a part of the archive: they could lie outside of it.
    if (!input.form.querySelector('input[type="hidden"]')) new Suggestions(input);
  });
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
