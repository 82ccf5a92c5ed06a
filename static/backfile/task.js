// Shows the progress of a task or an import, polled every second. Without this script the page is reloaded.
(() => {
  const page = document.querySelector("[data-progress]");
  const bar = document.getElementById("progress");
  const count = document.querySelector(".progress-count");
  if (!page || !bar) return;
  const look = async () => {
    let progress;
    try {
      const answer = await fetch(page.dataset.progress);
      if (!answer.ok) throw new Error(answer.statusText);
      progress = await answer.json();
    } catch {
      return setTimeout(look, 5000); // the server is away for a moment, or the sign-in has ended
    }
    if (progress.total) {
      bar.max = progress.total;
      bar.value = progress.done;
    }
    const total = progress.total ? ` of ${progress.total.toLocaleString("en")}` : "";
    count.textContent = `${progress.done.toLocaleString("en")}${total} ${page.dataset.unit}`.trim();
    if (progress.state !== "running") location.reload();
    else setTimeout(look, 1000);
  };
  setTimeout(look, 1000);
})();
