// Labels the button "Schedule" where the moment is in the future by the server's clock, else "Publish".
// Without this script the server's next page says it.
(() => {
  const form = document.querySelector(".issue-publish");
  if (!form) return;
  const field = form.querySelector("[name=when]");
  const button = form.querySelector("[data-button]");
  const agreed = form.querySelector("[data-agreed]");
  const withdrawn = form.querySelector("[name=with_withdrawn]");
  const plan = document.querySelector("[data-plan]");
  const said = form.querySelector("[data-said]");
  const clock = Date.parse(`${form.dataset.clock}Z`);
  const loaded = performance.now();
  const initially = withdrawn?.checked;

  const articles = (number) => `${number} article${number === 1 ? "" : "s"}`;

  const show = () => {
    const moment = Date.parse(`${field.value}Z`);
    const later = moment > clock + performance.now() - loaded;
    const number = Number(form.dataset.number);
    // If the articles change, the server shows the new plan first.
    const known = withdrawn?.checked === initially && number > 0;
    agreed.value = known ? (later ? "schedule" : "publish") : "";
    button.textContent = known ? `${later ? "Schedule" : "Publish"} ${articles(number)}` : "Go on";
    if (!plan || !known) return;
    const at = field.value.replace("T", ", ");
    plan.replaceChildren(
      Object.assign(document.createElement("b"), { textContent: `${number} of ${articles(Number(form.dataset.of))}` }),
      later ? ` will appear on ${at} (${form.dataset.zone}).` : " will be published now.",
    );
    if (said.textContent !== button.textContent) said.textContent = button.textContent;
  };

  field.addEventListener("input", show);
  withdrawn?.addEventListener("change", show);
  show();
})();
