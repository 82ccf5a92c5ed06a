// Buttons that copy a reference; to the paragraph in the address where there is one. Without script there are none.
(() => {
  const buttons = document.querySelectorAll("button[data-copies]");
  if (!navigator.clipboard) return;
  for (const button of buttons) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const line = document.getElementById(button.dataset.copies);
      const anchor = /^#p\d+$/.test(location.hash) ? location.hash : "";
      const address = line.dataset.address;
      const text = line.textContent.trim().replace(/\s+/g, " ").replace(address, address + anchor);
      await navigator.clipboard.writeText(text);
      button.nextElementSibling.textContent = anchor ? `Copied, with paragraph ${anchor.slice(2)}` : "Copied";
    });
  }
})();
