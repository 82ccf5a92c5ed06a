// Text pasted from Word or a web page into an article is cleaned by the server first, and removed parts are
// listed. Without this script the plain text is pasted, and saving cleans it.
(() => {
  const setUp = (writing) => {
    const area = writing.querySelector("textarea");
    const report = writing.querySelector(".writing-report");
    const say = (text) => (report.textContent = text);

    const clean = async (html) => {
      const body = new FormData();
      body.append("text", html);
      const response = await fetch(writing.dataset.clean, {
        method: "POST",
        headers: { "X-CSRFToken": area.form.elements.csrfmiddlewaretoken.value },
        body,
      });
      const isJSON = (response.headers.get("Content-Type") || "").includes("json");
      const answer = isJSON ? await response.json() : { error: `The site did not clean it (${response.status}).` };
      if (!response.ok) throw new Error(answer.error);
      return answer;
    };
    const giveFile = (files) => {
      const picture = [...files].find((file) => file.type.startsWith("image/"));
      if (picture) writing.dispatchEvent(new CustomEvent("picture-given", { detail: picture }));
      return Boolean(picture);
    };

    area.addEventListener("paste", async (event) => {
      const html = event.clipboardData.getData("text/html");
      const text = event.clipboardData.getData("text/plain");
      if (!html && !text && giveFile(event.clipboardData.files)) return event.preventDefault();
      // Markup copied as text, from a code editor for example, is inserted unchanged.
      if (!html || /<\/?[a-z][^<>]*>/i.test(text)) return;
      event.preventDefault();
      const [from, to] = [area.selectionStart, area.selectionEnd];
      const put = (detail) => {
        if (document.activeElement === area && area.selectionStart === area.selectionEnd && area.selectionEnd !== to)
          area.setSelectionRange(from, to);
        writing.dispatchEvent(new CustomEvent("put", { detail }));
      };
      area.readOnly = true;
      say("Cleaning what you pasted …");
      let answer;
      try {
        answer = await clean(html);
        say(answer.removed.length ? `Taken out: ${answer.removed.join(", ")}.` : "Nothing had to be taken out.");
      } catch (error) {
        const plain = text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
        answer = { html: plain, inline: plain };
        say(`Pasted as plain text. ${error.message}`);
      }
      area.readOnly = false;
      put(answer);
    });
    area.addEventListener("drop", (event) => {
      if (event.dataTransfer.files.length && giveFile(event.dataTransfer.files)) event.preventDefault();
    });
  };
  document.querySelectorAll(".writing").forEach(setUp);
})();
