// Shows a task's progress, polled every second. Without this script the page has a link to reload.
(() => {
  const page = document.querySelector(".task");
  const bar = document.getElementById("task-progress");
  const count = document.querySelector(".task-count");
  if (!page || !bar) return;
  const look = async () => {
    let progress;
    try {
      progress = await (await fetch(page.dataset.progress)).json();
    } catch {
      return setTimeout(look, 5000); // the server is away for a moment
    }
    bar.value = progress.done;
    count.textContent = `${progress.done.toLocaleString("en")} of ${progress.total.toLocaleString("en")}`;
    if (progress.state !== "running" || progress.silent) location.reload();
    else setTimeout(look, 1000);
  };
  setTimeout(look, 1000);
})();
