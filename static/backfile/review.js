// Keys for the review queue: j and k move between groups; a, n and x press a button of the current group, and
// / goes to the source's name. Optional: the buttons work without it.
(() => {
  const groups = [...document.querySelectorAll(".review-group")];
  if (!groups.length) return;
  // No group is selected on a freshly opened page, so that no key decides anything there.
  // After a decision, the first j continues there.
  let at = -1;
  const next = Number(document.querySelector("[data-at]")?.dataset.at || 1) - 1;
  const mark = (place) => {
    at = place;
    groups.forEach((group, number) => group.classList.toggle("current", number === at));
  };
  const show = (place) => {
    mark(Math.max(0, Math.min(groups.length - 1, place)));
    groups[at].focus({ preventScroll: true });
    groups[at].scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && deskKeys.inField(event) && at >= 0) return groups[at].focus();
    if (deskKeys.isNoCommand(event)) return;
    if (event.key === "j" || event.key === "k") {
      show(at < 0 ? next : at + (event.key === "j" ? 1 : -1));
    }
    else if (at < 0) return;
    else if (event.key === "/") {
      event.preventDefault();
      groups[at].querySelector("[name=source]")?.select();
    } else groups[at].querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
  });
  document.addEventListener("focusin", (event) => {
    const place = groups.indexOf(event.target.closest(".review-group"));
    if (place >= 0 && place !== at) mark(place);
  });
  // Restores the position in the queue after a decision.
  const back = groups.findIndex((group) => `#${group.id}` === location.hash);
  if (back >= 0) show(back);
})();
