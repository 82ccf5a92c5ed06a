// Toolbar above an article's text: marks up the selection in the textarea, and inserts pictures.
// Optional: the textarea takes the same markup typed or pasted. Insertions can be undone with Ctrl+Z.
(() => {
  const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");

  // execCommand preserves the browser's undo; setRangeText is for browsers without it.
  const put = (area, text, selectFrom = null, selectTo = null) => {
    area.focus();
    const start = area.selectionStart;
    if (!document.execCommand("insertText", false, text)) {
      area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
      area.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
    if (selectFrom !== null) area.setSelectionRange(start + selectFrom, start + selectTo);
  };
  const selected = (area) => area.value.slice(area.selectionStart, area.selectionEnd);

  // Blocks are separated by blank lines.
  const putBlock = (area, markup) => {
    const before = area.value.slice(0, area.selectionStart);
    const after = area.value.slice(area.selectionEnd);
    const above = before === "" || /\n\n$/.test(before) ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    const below = after === "" || /^\n/.test(after) ? "\n" : "\n\n";
    put(area, above + markup + below);
  };

  const lines = (text) => text.split(/\n+/).map((line) => line.trim()).filter(Boolean);
  const unwrapped = (text) => text.trim().replace(/^<(p|h[1-6])(?: id="p\d+")?>([^]*)<\/\1>$/, "$2");
  const cells = (line) => line.replace(/^\||\|$/g, "").split(/\t|\|/).map((cell) => cell.trim());

  const inline = (area, tag) => {
    const text = selected(area);
    const around = text.match(new RegExp(`^<${tag}>([^]*)</${tag}>$`));
    if (around) put(area, around[1], 0, around[1].length);
    else put(area, `<${tag}>${text}</${tag}>`, tag.length + 2, tag.length + 2 + text.length);
  };
  // Makes a heading of the selection, or of the current line without one.
  const heading = (area, tag) => {
    if (area.selectionStart === area.selectionEnd) {
      const start = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
      const end = area.value.indexOf("\n", area.selectionStart);
      area.setSelectionRange(start, end < 0 ? area.value.length : end);
    }
    putBlock(area, `<${tag}>${unwrapped(selected(area))}</${tag}>`);
  };
  const table = (area) => {
    const rows = lines(selected(area));
    const grid = rows.length ? rows.map(cells) : [["Heading", "Heading"], ["", ""]];
    const head = grid[0].map((cell) => `<th scope="col">${cell}</th>`).join("");
    const rest = grid.slice(1).map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join("")}</tr>`);
    putBlock(area, `<table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${rest.join("\n")}\n</tbody>\n</table>`);
  };
  const list = (area, tag) => {
    const items = lines(selected(area)).map((line) => `<li>${unwrapped(line)}</li>`);
    putBlock(area, `<${tag}>\n${items.join("\n") || "<li></li>"}\n</${tag}>`);
  };

  // The dialog is outside the form, since forms cannot be nested.
  const dialogOf = (writing, name) => {
    const dialog = writing.querySelector(`template.${name}`).content.firstElementChild.cloneNode(true);
    document.body.append(dialog);
    dialog.querySelector("[data-closes]").addEventListener("click", () => dialog.close());
    return dialog;
  };
  const say = (dialog, text) => {
    const note = dialog.querySelector(".errornote");
    note.textContent = text;
    note.hidden = !text;
  };

  const setUp = (writing) => {
    const area = writing.querySelector("textarea");
    const tools = writing.querySelector(".writing-tools");
    const buttons = [...tools.querySelectorAll("button")];
    const picture = dialogOf(writing, "picture-template");
    const link = dialogOf(writing, "link-template");
    let from = 0;
    let to = 0;
    const open = (dialog) => {
      [from, to] = [area.selectionStart, area.selectionEnd];
      say(dialog, "");
      dialog.showModal();
    };
    // The editor takes it, if the text is not edited as markup.
    const give = (html) => writing.dispatchEvent(new CustomEvent("put", { detail: { html, inline: "" } }));
    const back = () => {
      area.focus();
      area.setSelectionRange(from, to);
    };

    link.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      const address = link.querySelector("[name=href]").value.trim();
      if (!/^(https?:\/\/|mailto:|\/|#)\S+$/i.test(address))
        return say(link, "An address starts with https://, http://, mailto: or /.");
      link.close();
      back();
      const text = selected(area) || escaped(address);
      put(area, `<a href="${escaped(address)}">${text}</a>`);
    });

    picture.querySelector("form").addEventListener("submit", async (event) => {
      event.preventDefault();
      const form = event.target;
      if (!form.elements.file.files.length) return say(picture, "Choose the picture’s file.");
      if (!form.elements.alternative_text.value.trim())
        return say(picture, "Say what the picture shows, for readers who cannot see it.");
      const button = form.querySelector("[type=submit]");
      button.disabled = true;
      say(picture, "");
      try {
        const response = await fetch(writing.dataset.picture, {
          method: "POST",
          headers: { "X-CSRFToken": area.form.elements.csrfmiddlewaretoken.value },
          body: new FormData(form),
        });
        const isJSON = (response.headers.get("Content-Type") || "").includes("json");
        const answer = isJSON ? await response.json() : { error: `It could not be uploaded (${response.status}).` };
        if (!response.ok) return say(picture, answer.error);
        picture.close();
        form.reset();
        back();
        give(answer.markup);
        if (answer.notes.length) writing.querySelector(".writing-report").textContent = answer.notes.join(" ");
      } catch (error) {
        say(picture, `It could not be uploaded: ${error.message}. Try again; nothing is lost.`);
      } finally {
        button.disabled = false;
      }
    });

    // Put a pasted or dropped file into the dialog.
    writing.addEventListener("picture-given", (event) => {
      const files = new DataTransfer();
      files.items.add(event.detail);
      picture.querySelector("[name=file]").files = files.files;
      open(picture);
      picture.querySelector("[name=alternative_text]").focus();
    });

    const marks = {
      h2: () => heading(area, "h2"),
      h3: () => heading(area, "h3"),
      em: () => inline(area, "em"),
      strong: () => inline(area, "strong"),
      blockquote: () => {
        const paragraphs = lines(selected(area)).map((line) => `<p>${unwrapped(line)}</p>`);
        putBlock(area, `<blockquote>\n${paragraphs.join("\n") || "<p></p>"}\n</blockquote>`);
      },
      ul: () => list(area, "ul"),
      ol: () => list(area, "ol"),
      a: () => open(link),
      table: () => table(area),
      picture: () => open(picture),
    };
    tools.addEventListener("click", (event) => {
      const button = event.target.closest("[data-mark]");
      if (button) marks[button.dataset.mark]();
    });

    // One stop for Tab; the arrows move between tools (WAI-ARIA's toolbar pattern).
    let at = 0;
    const rove = (place) => {
      at = (place + buttons.length) % buttons.length;
      buttons.forEach((button, number) => (button.tabIndex = number === at ? 0 : -1));
    };
    rove(0);
    tools.addEventListener("focusin", (event) => rove(buttons.indexOf(event.target.closest("button"))));
    tools.addEventListener("keydown", (event) => {
      const goes = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 };
      if (!(event.key in goes)) return;
      event.preventDefault();
      rove(goes[event.key]);
      buttons[at].focus();
    });

    const keys = new Map(buttons.map((button) => [button.getAttribute("aria-keyshortcuts"), button.dataset.mark]));
    area.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.shiftKey) return;
      const key = event.code.replace(/^(Key|Digit)/, "");
      const mark = keys.get(`Control+${event.altKey ? "Alt+" : ""}${key}`);
      if (!mark) return;
      event.preventDefault();
      marks[mark]();
    });

    // Pictures of the article that were uploaded before.
    document.querySelectorAll("button[data-markup]").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", () => give(button.dataset.markup));
    });
    writing.addEventListener("ask-picture", () => open(picture));
    writing.addEventListener("put", (event) => {
      const { html, inline: inLine } = event.detail;
      const before = area.value.slice(0, area.selectionStart);
      const amongWords = selected(area) !== "" || /\S[^\n]*$/.test(before) || /^[^\n]*\S/.test(area.value.slice(area.selectionEnd));
      if (inLine && amongWords) put(area, inLine);
      else putBlock(area, html);
    });
    tools.hidden = false;
  };
  document.querySelectorAll(".writing").forEach(setUp);
})();
