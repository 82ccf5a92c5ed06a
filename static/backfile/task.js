// Shows how far a task is, a question a second; without this file the page is looked at again by its link.
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
