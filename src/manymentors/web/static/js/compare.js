// Pairing by hand: drag an entry onto one of the other rail, or pick it up with p, go there with j or k, and press p again.
"use strict";

addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("pair-form");
  const say = document.getElementById("picked");
  if (!form) return;
  let picked = null;
  let g = 0;

  const entryOf = (node) => node instanceof Element ? node.closest("[data-side]") : null;
  const others = (entry) => [...document.querySelectorAll("[data-side]")].filter((other) => other.dataset.side !== entry.dataset.side);
  const busy = (node) => node.closest("input, textarea, select, dialog[open]");

  function pickUp(entry) {
    letGo();
    picked = entry;
    entry.classList.add("picked");
    say.textContent = say.dataset.picked.replace("{what}", entry.dataset.what);
  }

  function letGo(words = "") {
    picked?.classList.remove("picked");
    picked = null;
    say.textContent = words;
  }

  function pair(one, other) {
    const [mine, theirs] = one.dataset.side === "mine" ? [one, other] : [other, one];
    form.elements.step.value = mine.dataset.id;
    form.elements.milestone.value = theirs.dataset.id;
    sessionStorage.setItem("paired", theirs.dataset.id);
    form.requestSubmit();
  }

  function goOver(step) {
    const there = others(picked);
    if (!there.length) return;
    const here = there.indexOf(document.activeElement);
    const after = there.findIndex((entry) => picked.compareDocumentPosition(entry) & Node.DOCUMENT_POSITION_FOLLOWING);
    const first = after < 0 ? there.length - 1 : Math.max(0, step > 0 ? after : after - 1);
    focusOn(there[here < 0 ? first : Math.min(there.length - 1, Math.max(0, here + step))]);
  }

  function focusOn(entry) {
    entry.setAttribute("tabindex", "-1");
    entry.focus({ preventScroll: true });
    entry.scrollIntoView({ block: "center" });
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || busy(event.target)) return;
    if (event.key === "g") { g = Date.now(); return; }
    if (Date.now() - g < 1000) { g = 0; return; }
    if (event.key === "Escape" && picked) { letGo(say.dataset.gone); event.preventDefault(); return; }
    if (picked && (event.key === "j" || event.key === "k")) { goOver(event.key === "j" ? 1 : -1); event.preventDefault(); return; }
    if (event.key !== "p") return;
    const entry = entryOf(document.activeElement);
    if (!entry) return;
    event.preventDefault();
    if (entry === picked) letGo(say.dataset.gone);
    else if (picked && picked.dataset.side !== entry.dataset.side) pair(picked, entry);
    else pickUp(entry);
  }, true);

  // An entry is dragged by its line; its quote stays text that can be marked and copied.
  for (const entry of document.querySelectorAll("[data-side]")) entry.draggable = true;
  document.addEventListener("pointerdown", (event) => {
    const entry = entryOf(event.target);
    if (entry) entry.draggable = !event.target.closest("blockquote, figcaption, details[open]");
  }, true);
  document.addEventListener("dragstart", (event) => {
    const entry = entryOf(event.target);
    if (!entry || busy(event.target)) return;
    pickUp(entry);
    event.dataTransfer.effectAllowed = "link";
    event.dataTransfer.setData("text/plain", entry.dataset.what);
  });
  const target = (event) => {
    const entry = entryOf(event.target);
    return picked && entry && entry.dataset.side !== picked.dataset.side ? entry : null;
  };
  const light = (entry) => {
    for (const lit of document.querySelectorAll(".entry.over")) lit.classList.remove("over");
    entry?.classList.add("over");
  };
  document.addEventListener("dragover", (event) => {
    const entry = target(event);
    light(entry);
    if (entry) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    const entry = target(event);
    if (entry) { event.preventDefault(); pair(picked, entry); }
  });
  document.addEventListener("dragend", () => { light(null); letGo(); });

  // After a pair was made the keys go on from there.
  const paired = sessionStorage.getItem("paired");
  sessionStorage.removeItem("paired");
  const entry = paired && document.getElementById(`theirs-${paired}`);
  if (entry) focusOn(entry);
});
