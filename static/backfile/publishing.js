// Article form: labels the publishing button "Schedule" where the moment is in the future.
// Sign-off list: one checkbox selects a whole pile. Optional.
"use strict";

(() => {
  const day = document.getElementById("id_publish_at_0");
  const time = document.getElementById("id_publish_at_1");
  const buttons = document.querySelectorAll("button[name=_move][value=publish]");
  const plain = document.querySelector("[data-now]")?.dataset.now;

  function label() {
    // The form's moment is in the site's time zone; the server's clock came with the page, and advances with it.
    const moment = `${day.value} ${time.value || "00:00:00"}`;
    const later = day.value !== "" && moment > now();
    for (const button of buttons) {
      button.dataset.plain ??= button.textContent === "Schedule" ? "Publish now" : button.textContent;
      button.textContent = later ? "Schedule" : button.dataset.plain;
    }
  }

  function now() {
    const start = Date.parse(`${plain.replace(" ", "T")}Z`);
    return new Date(start + performance.now()).toISOString().slice(0, 19).replace("T", " ");
  }

  if (day && time && plain && buttons.length) {
    // Django's calendar fills the fields without an event; blur reports the change.
    for (const event of ["input", "change", "blur", "focusin"]) {
      day.addEventListener(event, label);
      time.addEventListener(event, label);
    }
    document.addEventListener("click", () => setTimeout(label));
  }

  for (const form of document.querySelectorAll(".desk-pile form")) {
    const boxes = [...form.querySelectorAll("input[name=pick]")];
    const head = form.querySelector("thead th");
    if (boxes.length < 2 || !head) continue;
    const all = document.createElement("input");
    all.type = "checkbox";
    all.setAttribute("aria-label", `Choose all ${boxes.length} shown`);
    all.addEventListener("change", () => boxes.forEach((box) => { box.checked = all.checked; }));
    form.addEventListener("change", () => {
      const chosen = boxes.filter((box) => box.checked).length;
      all.checked = chosen === boxes.length;
      all.indeterminate = chosen > 0 && !all.checked;
    });
    head.classList.add("desk-pick");
    head.replaceChildren(all);
  }
})();
