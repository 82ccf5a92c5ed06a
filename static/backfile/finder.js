// Search field with results while typing. Without this script its button reloads the page.
(() => {
  const form = document.querySelector("[data-finder]");
  const field = form?.querySelector("[data-find]");
  const found = document.querySelector("[data-found]");
  if (!field || !found) return;
  const PAUSE = 200;
  let timer = 0;
  let controller = null;

  const ask = async () => {
    controller?.abort();
    controller = new AbortController();
    const address = new URL(form.dataset.finder, location.href);
    address.searchParams.set("q", field.value);
    try {
      const answer = await fetch(address, { signal: controller.signal, headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) return;
      found.innerHTML = await answer.text();
    } catch (error) {
      if (error.name !== "AbortError") form.dataset.failed = error.name;
    }
  };

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
})();
