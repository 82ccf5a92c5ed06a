// Keys for the review queue: j and k move between groups, a, n and x decide, / goes to the source's name.
// Everything works without this file, by the buttons.
(() => {
  const groups = [...document.querySelectorAll(".review-group")];
  if (!groups.length) return;
  let at = 0;
  const show = (place) => {
    at = Math.max(0, Math.min(groups.length - 1, place));
    groups.forEach((group, number) => group.classList.toggle("current", number === at));
    groups[at].focus({ preventScroll: true });
    groups[at].scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.matches("input, select, textarea");
    if (event.key === "Escape" && typing) return groups[at].focus();
    if (typing) return;
    if (event.key === "j") show(at + 1);
    else if (event.key === "k") show(at - 1);
    else if (event.key === "/") {
      event.preventDefault();
      groups[at].querySelector("[name=source]")?.select();
    } else groups[at].querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
  });
  document.addEventListener("focusin", (event) => {
    const place = groups.indexOf(event.target.closest(".review-group"));
    if (place >= 0 && place !== at) show(place);
  });
  // Back from a decision, the queue is where it was.
  show(Math.max(0, groups.findIndex((group) => `#${group.id}` === location.hash)));
})();
