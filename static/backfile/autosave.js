"use strict";
// Autosave: stores an article's form some seconds after typing and when the page is left. Optional.
// The admin loads scripts in the head, before the form exists.
document.addEventListener("DOMContentLoaded", () => {
  const opened = document.querySelector("input[data-keep-url]");
  const form = opened && opened.form;
  const state = form && form.querySelector(".unsaved-state");
  const PAUSE = 2000;        // after the last key
  const LONGEST = 10000;     // during continuous typing
  const BEACON = 60000;      // bytes that browsers send for a page that was left
  let timer = 0, dirtySince = 0, sending = null, leaving = false, signedOut = false, refused = false;
  let last = null;           // the form's content at opening, or as stored last

  const token = () => (document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/) || [])[1];

  // A sign-in in another tab changes the CSRF token; the form's own would be refused.
  function renewToken() {
    const field = form.querySelector("input[name=csrfmiddlewaretoken]");
    const now = token();
    if (field && now) field.value = now;
  }

  function typed() {
    renewToken();
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    return new URLSearchParams(data);
  }

  function words(data) {
    const compared = new URLSearchParams(data);
    compared.delete("csrfmiddlewaretoken");
    return compared.toString();
  }

  // Other scripts fill fields while the page loads; that is not typing.
  function come() {
    if (last === null) last = words(typed());
  }

  function tell(text, trouble) {
    state.hidden = false;
    state.classList.toggle("is-trouble", Boolean(trouble));
    state.textContent = text;
  }

  function tellSignedOut() {
    tell("You are signed out. What you write is kept. ", true);
    const link = document.createElement("a");
    link.href = opened.dataset.loginUrl;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = "Sign in in another tab";
    state.append(link, ", then go on here.");
  }

  async function keep() {
    clearTimeout(timer);
    timer = 0;
    if (!dirtySince || leaving || sending) return;
    const since = dirtySince;
    const data = typed();
    const now = words(data);
    dirtySince = 0;
    if (now === last) return;
    sending = new AbortController();
    try {
      const answer = await fetch(opened.dataset.keepUrl, {
        method: "POST", body: data, credentials: "same-origin", redirect: "error", signal: sending.signal,
      });
      const said = await answer.json();
      signedOut = answer.ok && !said.signed_in;
      if (!answer.ok) tell(said.error || "What you write is not kept. Save it.", true);
      else if (signedOut) tellSignedOut();
      else if (said.newer) tell(`${said.newer} When you save, you will be shown both versions.`, true);
      else tell(`Kept at ${said.kept}, not saved yet`);
      if (answer.ok) last = now;
      refused = !answer.ok;
    } catch (problem) {
      if (leaving) return;
      tell("What you write cannot be kept just now; trying again.", true);
      dirtySince = dirtySince || since;
      schedule(LONGEST);
    } finally {
      sending = null;
    }
    if (dirtySince && !timer && !refused) schedule(PAUSE);
  }

  function schedule(pause) {
    clearTimeout(timer);
    timer = setTimeout(keep, pause);
  }

  function changed() {
    const now = Date.now();
    dirtySince = dirtySince || now;
    schedule(Math.max(0, Math.min(PAUSE, dirtySince + LONGEST - now)));
  }

  // On leaving the page, unsaved input is sent without waiting for a response.
  function left() {
    if ((!dirtySince && !sending && !refused) || leaving) return;
    const data = typed();
    const now = words(data);
    if (now === last) return;
    if (data.toString().length >= BEACON) {
      keep();
    } else if (navigator.sendBeacon(opened.dataset.keepUrl, data)) {
      dirtySince = 0;
      last = now;
    }
  }

  if (form && state) {
    for (const kind of ["focusin", "pointerdown", "keydown"]) form.addEventListener(kind, come, { capture: true });
    window.addEventListener("load", () => setTimeout(come));
    form.addEventListener("input", changed);
    form.addEventListener("change", changed);
    // The admin's own widgets (authors, topics, issues) report changes through jQuery only.
    if (window.django && window.django.jQuery) window.django.jQuery(form).on("change", "select", changed);
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && left());
    window.addEventListener("pagehide", left);
    form.addEventListener("submit", (event) => {
      renewToken();
      const elsewhere = event.submitter && (event.submitter.formTarget || form.target);
      if (signedOut && !elsewhere) tellSignedOut();
      if (elsewhere) return;  // a preview in another window
      leaving = true;
      clearTimeout(timer);
      if (sending) sending.abort();
    });
    window.addEventListener("pageshow", (event) => { if (event.persisted) leaving = false; });
  }
});
