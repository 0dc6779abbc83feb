// Lights up all parts of the place that the address names, and the card that belongs to it; a card lights up its place.
"use strict";

const cardOf = (name) => document.querySelector(`[data-mark="${CSS.escape(name)}"]`);

function light(name) {
  for (const old of document.querySelectorAll(".lit")) old.classList.remove("lit");
  if (!name) return;
  for (const part of document.querySelectorAll(`[data-of="${CSS.escape(name)}"]`)) part.classList.add("lit");
  document.getElementById(name)?.classList.add("lit");
  cardOf(name)?.classList.add("lit");
}

addEventListener("hashchange", () => light(location.hash.slice(1)));
document.addEventListener("focusin", (event) => {
  const card = event.target.closest("[data-mark]");
  if (card) light(card.dataset.mark);
});
document.addEventListener("click", (event) => {
  const mark = event.target.closest("mark[id], mark[data-of]");
  if (!mark || event.target.closest("a") || String(getSelection())) return;
  cardOf(mark.id || mark.dataset.of)?.focus();
});

// After a button beside a fact the page comes back: with the focus on that fact, so that the next key goes on from there.
document.addEventListener("submit", (event) => {
  const card = event.target.closest("[data-mark]");
  if (card) sessionStorage.setItem("fact", JSON.stringify([location.pathname, card.dataset.mark, [...document.querySelectorAll("[data-mark]")].indexOf(card)]));
});
addEventListener("DOMContentLoaded", () => {
  light(location.hash.slice(1));
  const [path, name, at] = JSON.parse(sessionStorage.getItem("fact") || "[]");
  sessionStorage.removeItem("fact");
  if (path !== location.pathname) return;
  const card = cardOf(name) || document.querySelectorAll("[data-mark]")[at];
  card?.focus({ preventScroll: true });
});
