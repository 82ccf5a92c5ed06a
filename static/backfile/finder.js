// Search field with results while typing. Without this script its button reloads the page.
(() => {
  const form = document.querySelector("[data-finder]");
  const field = form?.querySelector("[data-find]");
  const found = document.querySelector("[data-found]");
  if (!field || !found) return;
  const PAUSE = 200;
  let timer = 0;
  let controller = null;

  const wait = () => {
    clearTimeout(timer);
    controller?.abort();
  };

  const ask = async () => {
    const asked = field.value;
    controller = new AbortController();
    const address = new URL(form.dataset.finder, location.href);
    address.searchParams.set("q", asked);
    try {
      const answer = await fetch(address, { signal: controller.signal, headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) return;
      found.innerHTML = await answer.text();
      found.dataset.found = asked;
    } catch (error) {
      if (error.name !== "AbortError") form.dataset.failed = error.name;
    }
  };

  field.addEventListener("input", () => {
    wait();
    timer = setTimeout(ask, PAUSE);
  });
  // A list that came later would take back what was just chosen.
  found.addEventListener("change", wait);
})();
