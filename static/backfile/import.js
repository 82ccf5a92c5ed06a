// Imports: shows progress, and reports an upload that is too large before it is sent. Optional.
(() => {
  const page = document.querySelector(".import[data-progress]");
  const bar = document.getElementById("import-progress");
  const count = document.querySelector(".import-count");
  const look = async () => {
    let progress;
    try {
      const answer = await fetch(page.dataset.progress);
      if (!answer.ok) throw new Error(answer.statusText);
      progress = await answer.json();
    } catch {
      return setTimeout(look, 5000); // the server is away for a moment, or the sign-in has ended
    }
    const passed = progress.passed.toLocaleString("en");
    if (progress.total) {
      bar.max = progress.total;
      bar.value = progress.passed;
    }
    count.textContent = progress.total ? `${passed} of ${progress.total.toLocaleString("en")} records` : `${passed} records`;
    if (progress.state !== "running") location.reload();
    else setTimeout(look, 1000);
  };
  if (page && bar) setTimeout(look, 1000);

  const form = document.querySelector(".import-upload");
  const files = form && form.querySelector("input[type=file]");
  const alert = form && form.querySelector("[role=alert]");
  const problem = () => {
    const most = Number(files.dataset.mostBytes);
    const size = [...files.files].reduce((sum, file) => sum + file.size, 0);
    const megabytes = (bytes) => Math.round(bytes / 1048576).toLocaleString("en");
    if (size > most) {
      return `These files have ${megabytes(size)} MB together; ${megabytes(most)} MB are the most. Choose fewer, or pack texts into a zip file.`;
    }
    if (files.files.length > Number(files.dataset.mostFiles)) {
      return `These are ${files.files.length.toLocaleString("en")} files; ${Number(files.dataset.mostFiles).toLocaleString("en")} are the most. Put them into a zip file.`;
    }
    return "";
  };
  const check = () => {
    alert.textContent = problem();
    alert.hidden = !alert.textContent;
    return alert.hidden;
  };
  if (form) {
    files.addEventListener("change", check);
    form.addEventListener("submit", (event) => {
      if (!check()) event.preventDefault();
    });
  }
})();
