// Ordering the contents of an issue: by drag (mouse, pen, finger), by the arrows, by the handle's arrow keys.
// Optional: numbers and buttons work without it. With it, nothing is sent before "Save the order".
(() => {
  const form = document.querySelector("[data-order]");
  if (!form) return;
  const list = form.querySelector(".issue-rows");
  const said = form.querySelector("[data-said]");
  const unsaved = form.querySelector("[data-unsaved]");
  const rows = () => [...list.children];
  const placeOf = (row) => rows().indexOf(row) + 1;
  const fieldOf = (row) => row.querySelector("input[type=number]");
  const asLoaded = rows().map((row) => row.id).join();
  let changed = false;

  const say = (row) => {
    said.textContent = `${row.dataset.title}: now ${placeOf(row)} of ${rows().length}. Not saved yet.`;
  };

  const renumber = () => {
    const every = rows();
    every.forEach((row, at) => {
      fieldOf(row).value = at + 1;
      row.querySelector("[data-step='-1']").disabled = at === 0;
      row.querySelector("[data-step='1']").disabled = at === every.length - 1;
    });
    changed = every.map((row) => row.id).join() !== asLoaded;
    unsaved.hidden = !changed;
    form.querySelector("[data-save]").classList.toggle("waits", changed);
  };

  const put = (row, place) => {
    const others = rows().filter((each) => each !== row);
    const to = Math.max(0, Math.min(others.length, place - 1));
    list.insertBefore(row, others[to] || null);
    renumber();
  };

  const step = (row, by) => {
    const at = placeOf(row) + by;
    if (at < 1 || at > rows().length) return;
    put(row, at);
    say(row);
    row.scrollIntoView({ block: "nearest" });
  };

  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step]");
    if (!button) return;
    event.preventDefault();
    const row = button.closest(".issue-row");
    step(row, Number(button.dataset.step));
    // At the ends a button is disabled; the opposite one gets the focus.
    (button.disabled ? row.querySelector("[data-step]:not(:disabled)") || fieldOf(row) : button).focus();
  });

  list.addEventListener("change", (event) => {
    if (!event.target.matches("input[type=number]")) return;
    const row = event.target.closest(".issue-row");
    const place = Number.parseInt(event.target.value, 10);
    if (!Number.isNaN(place)) put(row, place);
    renumber();
    say(row);
    event.target.focus();
  });

  list.addEventListener("keydown", (event) => {
    if (event.target.matches("input[type=number]") && event.key === "Enter") {
      event.preventDefault();
      event.target.dispatchEvent(new Event("change", { bubbles: true }));
    }
    if (!event.target.matches("[data-grip]") || event.ctrlKey || event.metaKey || event.altKey) return;
    const row = event.target.closest(".issue-row");
    const to = { ArrowUp: placeOf(row) - 1, ArrowDown: placeOf(row) + 1, Home: 1, End: rows().length }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    step(row, to - placeOf(row));
    event.target.focus();
  });

  // --- drag ---
  let dragged = null;
  let before = "";
  let pointer = 0;
  let scrolling = 0;

  const follow = (y) => {
    const others = rows().filter((each) => each !== dragged);
    const next = others.find((each) => {
      const box = each.getBoundingClientRect();
      return y < box.top + box.height / 2;
    });
    if ((next || null) !== dragged.nextElementSibling) list.insertBefore(dragged, next || null);
  };

  const scroll = () => {
    if (!dragged) return;
    const edge = 60;
    const speed = pointer < edge ? pointer - edge : Math.max(0, pointer - (window.innerHeight - edge));
    if (speed) {
      window.scrollBy(0, Math.max(-14, Math.min(14, speed / 3)));
      follow(pointer);
    }
    scrolling = requestAnimationFrame(scroll);
  };

  const drop = (keep) => {
    if (!dragged) return;
    cancelAnimationFrame(scrolling);
    const row = dragged;
    dragged = null;
    row.classList.remove("dragged");
    if (!keep) before.forEach((each) => list.append(each));
    renumber();
    if (keep) say(row);
  };

  list.querySelectorAll("[data-grip]").forEach((grip) => {
    grip.hidden = false;
    grip.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || dragged) return;
      event.preventDefault();
      grip.focus();
      grip.setPointerCapture(event.pointerId);
      dragged = grip.closest(".issue-row");
      before = rows();
      pointer = event.clientY;
      dragged.classList.add("dragged");
      scrolling = requestAnimationFrame(scroll);
    });
    grip.addEventListener("pointermove", (event) => {
      if (!dragged) return;
      pointer = event.clientY;
      follow(pointer);
      // A node that is moved in the document loses pointer capture.
      if (!grip.hasPointerCapture(event.pointerId)) grip.setPointerCapture(event.pointerId);
    });
    grip.addEventListener("pointerup", () => drop(true));
    grip.addEventListener("pointercancel", () => drop(false));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") drop(false);
  });

  // --- leaving with an unsaved order ---
  let sent = false;
  form.addEventListener("submit", () => {
    sent = true;
  });
  unsaved.querySelector("a").addEventListener("click", () => {
    sent = true;
  });
  window.addEventListener("beforeunload", (event) => {
    if (changed && !sent) event.preventDefault();
  });
})();
