// Live preview beside the form, rendered by the server while the editor types; nothing is saved.
// The frame runs no script. Without this script the button opens the preview in a new tab.
(() => {
  const WAIT = 600; // milliseconds after the last key
  const OPEN = "backfile-preview";

  const setUp = (writing) => {
    const area = writing.querySelector("textarea");
    const pane = writing.querySelector(".writing-preview");
    const frame = pane.querySelector("iframe");
    const button = writing.querySelector("[data-opens=preview]");
    const form = area.form;
    let waiting = null;
    let request = null;
    let shown = "";

    const fields = () => {
      const sent = new FormData();
      for (const [name, value] of new FormData(form)) if (!(value instanceof File)) sent.append(name, value);
      return sent;
    };
    // The first page is loaded whole; afterwards only the text is replaced, which keeps the scroll position.
    const show = (html) => {
      if (html === shown) return;
      const old = frame.contentDocument;
      const page = new DOMParser().parseFromString(html, "text/html");
      const main = page.getElementById("main");
      page.querySelectorAll("script").forEach((script) => script.remove());
      for (const link of page.querySelectorAll("a[href]"))
        if (!link.getAttribute("href").startsWith("#")) link.target = "_blank";
      if (!shown || !main || !old.getElementById("main")) {
        frame.srcdoc = `<!doctype html>${page.documentElement.outerHTML}`;
      } else {
        old.getElementById("main").replaceWith(old.importNode(main, true));
        old.title = page.title;
      }
      shown = html;
    };
    const renew = async () => {
      request?.abort();
      const mine = (request = new AbortController());
      pane.setAttribute("aria-busy", "true");
      try {
        const response = await fetch(writing.dataset.preview, { method: "POST", body: fields(), signal: mine.signal });
        const html = await response.text();
        show(response.ok ? html : `<p id="main">The preview could not be made (${response.status}). Your text is safe here; reload to sign in again.</p>`);
      } catch (error) {
        if (error.name !== "AbortError") show(`<p id="main">The site does not answer. Your text is safe here.</p>`);
      }
      if (request === mine) pane.removeAttribute("aria-busy");
    };
    const later = () => {
      clearTimeout(waiting);
      if (!pane.hidden) waiting = setTimeout(renew, WAIT);
    };
    const toggle = (open) => {
      pane.hidden = !open;
      writing.classList.toggle("with-preview", open);
      button.setAttribute("aria-expanded", String(open));
      button.textContent = open ? "Close the preview" : "Preview";
      try {
        localStorage.setItem(OPEN, open ? "yes" : "no");
      } catch {
        // storage is disabled: the pane is closed the next time
      }
      if (open) renew();
    };

    button.setAttribute("aria-expanded", "false");
    button.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a tab of its own
      event.preventDefault();
      toggle(pane.hidden);
    });
    form.addEventListener("input", later);
    form.addEventListener("change", later);
    let wasOpen = "";
    try {
      wasOpen = localStorage.getItem(OPEN);
    } catch {
      // storage is disabled
    }
    if (wasOpen === "yes" && matchMedia("(min-width: 64rem)").matches) toggle(true);
  };
  document.querySelectorAll(".writing").forEach(setUp);
})();
