// The transcript in step with the player: the sentence that is heard is marked, a press on one goes there, and one can search inside.
"use strict";

addEventListener("DOMContentLoaded", () => {
  const tools = document.getElementById("in-step");
  const turns = document.querySelector(".turns");
  if (!tools || !turns) return;
  tools.hidden = false;
  const follow = document.getElementById("follow");
  const here = () => Boolean(window.player) && window.player.item() === Number(tools.dataset.item);
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  // A sentence that a quote interrupts is several parts with one second.
  const lines = [];
  for (const part of turns.querySelectorAll(".sentence")) {
    const at = Number(part.dataset.at);
    if (lines.length && lines[lines.length - 1].at === at) lines[lines.length - 1].parts.push(part);
    else lines.push({ at, parts: [part] });
  }
  lines.sort((one, other) => one.at - other.at);
  let now = null;

  function step() {
    tools.querySelector(".follow").hidden = !here() || !lines.length;
    turns.classList.toggle("stepping", here());
    if (!here()) { mark(null); return; }
    const at = window.player.seconds() + 0.05;
    let low = 0, high = lines.length;
    while (low < high) { const middle = (low + high) >> 1; if (lines[middle].at <= at) low = middle + 1; else high = middle; }
    mark(lines[low - 1] || null);
  }

  function mark(line) {
    if (line === now) return;
    for (const part of now ? now.parts : []) { part.classList.remove("now"); part.removeAttribute("aria-current"); }
    now = line;
    if (!line) return;
    for (const part of line.parts) part.classList.add("now");
    line.parts[0].setAttribute("aria-current", "true");
    if (!follow.checked || document.hidden) return;
    const box = line.parts[0].getBoundingClientRect();
    if (box.top < innerHeight * 0.15 || box.bottom > innerHeight * 0.7) {
      line.parts[0].scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
    }
  }

  for (const name of ["loaded", "time", "seeked", "paused", "closed"]) document.addEventListener(`player:${name}`, step);
  follow.addEventListener("change", () => { const line = now; now = null; if (follow.checked) mark(line); else now = line; });
  // Who scrolls wants to look elsewhere: the page no longer runs away.
  for (const name of ["wheel", "touchmove"]) addEventListener(name, () => { if (here()) follow.checked = false; }, { passive: true });

  turns.addEventListener("click", (event) => {
    if (!here() || String(getSelection()) || event.target.closest("a, button, summary, input, .fact")) return;
    const line = event.target.closest(".sentence");
    if (line) window.player.seek(Number(line.dataset.at));
  });
  step();

  // --- search inside ---------------------------------------------------------------------------------------------

  const field = document.getElementById("within"), count = tools.querySelector(".hits");
  const before = document.getElementById("hit-before"), next = document.getElementById("hit-next");
  let hits = [], at = -1;

  function find() {
    const asked = field.value.trim().toLowerCase();
    hits = [];
    at = -1;
    if (asked.length > 1) for (const words of turns.querySelectorAll(".words")) inside(words, asked);
    before.hidden = next.hidden = !hits.length;
    count.textContent = asked.length > 1 && !hits.length ? count.dataset.none : "";
    if ("highlights" in CSS) { CSS.highlights.set("found", new Highlight(...hits)); CSS.highlights.delete("found-here"); }
    if (hits.length) go(1);
  }

  function inside(words, asked) {
    const nodes = [], walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
    let text = "";
    while (walker.nextNode()) { nodes.push([text.length, walker.currentNode]); text += walker.currentNode.data; }
    const place = (where) => {
      const [start, node] = nodes.filter(([begin]) => begin <= where).pop();
      return [node, where - start];
    };
    const lower = text.toLowerCase();
    if (lower.length !== text.length) return;
    for (let where = lower.indexOf(asked); where >= 0; where = lower.indexOf(asked, where + asked.length)) {
      const range = new Range();
      range.setStart(...place(where));
      range.setEnd(...place(where + asked.length - 1));
      range.setEnd(range.endContainer, range.endOffset + 1);
      hits.push(range);
    }
  }

  function go(by) {
    if (!hits.length) return;
    at = (at + by + hits.length) % hits.length;
    follow.checked = false;
    count.textContent = count.dataset.of.replace("{n}", at + 1).replace("{all}", hits.length);
    if ("highlights" in CSS) CSS.highlights.set("found-here", new Highlight(hits[at]));
    hits[at].startContainer.parentElement.scrollIntoView({ block: "center" });
  }

  field.addEventListener("input", find);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); go(event.shiftKey ? -1 : 1); }
  });
  next.addEventListener("click", () => go(1));
  before.addEventListener("click", () => go(-1));
});
