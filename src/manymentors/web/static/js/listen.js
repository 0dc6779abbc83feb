// Listen from here: a press on what has data-listen (an item) and data-at (a second) plays it; and the keys of the player.
"use strict";

(() => {
  const busy = (element) => element.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable], dialog[open]");
  const pressable = "a, button, summary, label, input, audio, [role=button], [tabindex]:not([tabindex='-1'])";

  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest("[data-listen]");
    if (!link || !window.player) return;
    event.preventDefault();
    const { listen, at, fact, quote } = link.dataset;
    window.player.load({ item: listen, seconds: at === undefined || at === "" ? undefined : Number(at), fact, quote });
  });

  let g = 0;   // g and a letter lead to a page: such a letter is no key of ours
  document.addEventListener("keydown", (event) => {
    const { player } = window;
    if (event.key === "g") g = Date.now();
    if (!player || !player.item() || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (busy(event.target) || Date.now() - g < 1000) return;
    if (event.key === " ") { if (event.target.closest(pressable)) return; player.toggle(); }
    else if (event.key === "ArrowLeft") event.shiftKey ? player.chapter(-1) : player.skip(-15);
    else if (event.key === "ArrowRight") event.shiftKey ? player.chapter(1) : player.skip(30);
    else if (event.key === "<") player.faster(-1);
    else if (event.key === ">") player.faster(1);
    else return;
    event.preventDefault();
  });
})();
