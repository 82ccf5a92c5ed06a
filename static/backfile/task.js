// Shows how far a task is, a question a second; without this file the page is looked at again by its link.
(() => {
  const page = document.querySelector(".task");
  const bar = document.getElementById("task-progress");
  const count = document.querySelector(".task-count");
  if (!page || !bar) return;
  const look = async () => {
    let told;
    try {
      told = await (await fetch(page.dataset.progress)).json();
    } catch {
      return setTimeout(look, 5000); // the server is away for a moment
    }
    bar.value = told.done;
    count.textContent = `${told.done.toLocaleString("en")} of ${told.total.toLocaleString("en")}`;
    if (told.state !== "running" || told.silent) location.reload();
    else setTimeout(look, 1000);
  };
  setTimeout(look, 1000);
})();
