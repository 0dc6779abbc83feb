// Keys and small comforts; every page works without this file.
"use strict";

const WAYS = { t: "/", p: "/people/", c: "/compare/", m: "/me/", a: "/atlas/", n: "/nuggets/", s: "/sources/" };
let after_g = 0;

const typing = (element) => element.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable], dialog[open]");

// As if a link were pressed, so that what plays plays on (walk.js).
function go(where) {
  const link = document.body.appendChild(Object.assign(document.createElement("a"), { href: where, hidden: true }));
  link.click();
  link.remove();
}

function entries() {
  return [...document.querySelectorAll("[data-entry]")];
}

function move(step) {
  const all = entries();
  if (!all.length) return;
  const here = all.indexOf(document.activeElement.closest("[data-entry]"));
  const next = all[Math.min(all.length - 1, Math.max(0, here < 0 ? 0 : here + step))];
  if (!next.hasAttribute("tabindex")) next.setAttribute("tabindex", "-1");
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.key === "Escape" && typing(event.target)) { event.target.blur(); return; }
  if (typing(event.target)) return;
  const key = event.key;
  if (Date.now() - after_g < 1000 && WAYS[key]) { after_g = 0; go(WAYS[key]); event.preventDefault(); return; }
  if (key === "g") { after_g = Date.now(); return; }
  if (key === "/") { document.getElementById("find")?.focus(); event.preventDefault(); return; }
  if (key === "?") { document.getElementById("keys")?.showModal(); event.preventDefault(); return; }
  if (key === "j") { move(1); return; }
  if (key === "k") { move(-1); return; }
  const entry = document.activeElement.closest("[data-entry]");
  const button = (entry && entry.querySelector(`[data-entry-key="${CSS.escape(key)}"]`)) || document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (button) { event.preventDefault(); button.click(); return; }
  if (key === "Enter" && entry && entry === document.activeElement) entry.querySelector("a[href]")?.click();
});

// A form that acts on change has a button for those without scripts; with scripts the button is not needed.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-on-change]");
  if (form) form.requestSubmit();
});

// What was undone or done may be far down a page: after a post we come back to where we were.
document.addEventListener("submit", (event) => {
  if (event.target.method === "post") sessionStorage.setItem("place", JSON.stringify([location.pathname, scrollY]));
});
addEventListener("DOMContentLoaded", () => {
  document.querySelector("main [aria-invalid=true]")?.focus();
  for (const tab of document.querySelectorAll(".tabs [aria-current]")) tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.offsetLeft - 24;
  const [path, y] = JSON.parse(sessionStorage.getItem("place") || "[]");
  sessionStorage.removeItem("place");
  if (path === location.pathname && !location.hash) scrollTo(0, y);
});
