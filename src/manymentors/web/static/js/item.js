// Lights up all parts of the place that the address names, and the card that belongs to it; a card lights up its place.
"use strict";

function light(name) {
  for (const old of document.querySelectorAll(".lit")) old.classList.remove("lit");
  if (!name) return;
  const quoted = CSS.escape(name);
  for (const part of document.querySelectorAll(`[data-of="${quoted}"], [data-mark="${quoted}"]`)) part.classList.add("lit");
  document.getElementById(name)?.classList.add("lit");
}

addEventListener("hashchange", () => light(location.hash.slice(1)));
addEventListener("DOMContentLoaded", () => light(location.hash.slice(1)));
document.addEventListener("focusin", (event) => {
  const card = event.target.closest("[data-mark]");
  if (card) light(card.dataset.mark);
});
document.addEventListener("click", (event) => {
  const mark = event.target.closest("mark[id], mark[data-of]");
  if (!mark || event.target.closest("a") || String(getSelection())) return;
  document.querySelector(`[data-mark="${CSS.escape(mark.id || mark.dataset.of)}"]`)?.focus();
});
