// While something is loaded in the player, the pages that one walks to open in a frame above it, so that the sound goes on.
//
// Each page in the frame is a page like any other: its scripts, its styles, its forms, its focus and its place are the browser's
// business, not ours. This window keeps the player, the address and the title; Back and Forward work, and so does loading anew.
// Without anything in the player nothing of this happens.
"use strict";

(() => {
  const around = window.frameElement && window.frameElement.id === "walk" ? window.parent : null;

  if (around) {
    const arrived = () => around.walk.arrived(window);
    document.addEventListener("click", outside, true);
    addEventListener("DOMContentLoaded", arrived);
    addEventListener("hashchange", arrived);
    return;
  }

  const root = document.documentElement;
  const home = { path: location.pathname + location.search, title: document.title, y: 0 };
  let frame = null;
  let gone = false;
  let walked = Boolean(history.state && history.state.walk);
  const listening = () => Boolean(window.player && window.player.item());

  // Other sites do not open in our frame, nor in place of the player.
  function outside(event) {
    const link = event.target.closest && event.target.closest("a[href]");
    if (!link || link.target || link.origin === location.origin || !/^https?:$/.test(link.protocol)) return;
    if (!around && !listening()) return;
    link.target = "_blank";
    link.rel = `${link.rel} noopener`;
  }

  function room() {
    if (frame) frame.remove();
    frame = document.createElement("iframe");
    frame.id = frame.name = "walk";
    frame.title = frame.dataset.title = home.title;
    frame.hidden = true;
    // What has no scripts of ours is shown too: a list as text, and the page for logging in.
    frame.addEventListener("load", () => { if (href() !== "about:blank") arrived(frame.contentWindow); });
    document.body.insertBefore(frame, document.getElementById("player"));
    return frame;
  }

  function href() {
    try { return frame.contentWindow.location.href; } catch { return "about:blank"; }
  }

  function show() {
    const path = href();
    if (!root.classList.contains("walking")) {
      home.y = scrollY;
      // Coming forward again the place in the history is there already.
      if (!(history.state && history.state.walk)) history.pushState({ walk: true }, "", path);
      root.classList.add("walking");
      frame.hidden = false;
      frame.contentWindow.focus();
    }
    walked = true;
    sync();
  }

  function sync() {
    if (!frame || frame.hidden) return;
    const path = href();
    if (path === "about:blank") return;
    if (path !== location.href) history.replaceState({ walk: true }, "", path);
    const inside = frame.contentDocument;
    document.title = frame.title = inside.title || home.title;
    for (const name of ["lang", "data-theme"]) {
      const value = inside.documentElement.getAttribute(name);
      value === null ? root.removeAttribute(name) : root.setAttribute(name, value);
    }
  }

  function back() {
    if (!root.classList.contains("walking")) return;
    root.classList.remove("walking");
    frame.hidden = true;
    document.title = home.title;
    scrollTo(0, home.y);
  }

  function arrived(inside) {
    if (!frame || inside !== frame.contentWindow) return;
    const { contentType, location: there } = inside.document;
    // Logged out: nothing goes on sounding around that.
    if (contentType === "text/html" && !inside.document.querySelector("#player, .problem-page")) {
      gone = true;
      window.player.close();
      location.replace(there.href);
    } else show();
  }
  // The page that is seen, anew, for a script that wants that: the sound goes on.
  function again() {
    if (root.classList.contains("walking")) frame.contentWindow.location.reload();
    else if (listening()) room().src = location.href;
    else location.reload();
  }
  window.walk = { arrived, again };

  document.addEventListener("click", outside, true);
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest("a[href]");
    if (!link || !listening() || link.origin !== location.origin || link.hasAttribute("download")) return;
    if (link.target && link.target !== "_self") return;
    const title = link.id === "player-title";
    if (root.classList.contains("walking")) { if (title) { event.preventDefault(); frame.contentWindow.location.assign(link.href); } return; }
    if (link.pathname + link.search === home.path && (link.hash || title)) return;
    event.preventDefault();
    room().src = link.href;
  });

  document.addEventListener("submit", (event) => {
    const form = event.target, by = event.submitter;
    if (event.defaultPrevented || !listening() || form.target || (by && by.formTarget) || form.method === "dialog") return;
    room();
    form.target = "walk";
    setTimeout(() => form.removeAttribute("target"));
  });

  addEventListener("popstate", () => {
    if (!walked) return;
    if (history.state && history.state.walk) {
      if (!listening()) { location.reload(); return; }
      if (frame && href() === location.href) show();
      else room().src = location.href;
    } else if (location.pathname + location.search === home.path) back();
    else location.reload();
  });
  document.addEventListener("player:time", sync);

  // The keys of a page work while the focus is in the bar below it.
  const own = new Set(["Tab", "Enter", " ", "Shift", "Escape", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"]);
  addEventListener("keydown", (event) => {
    if (!root.classList.contains("walking") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (own.has(event.key) || !event.isTrusted || (event.target.closest && event.target.closest("select, input"))) return;
    const inside = frame.contentDocument, { key, code, shiftKey } = event;
    event.stopImmediatePropagation();
    frame.contentWindow.focus();
    const again = new frame.contentWindow.KeyboardEvent("keydown", { key, code, shiftKey, bubbles: true, cancelable: true });
    if (!(inside.activeElement || inside.body).dispatchEvent(again)) event.preventDefault();
  }, true);

  // With nothing left to listen to, the window is the page that it shows.
  document.addEventListener("player:closed", () => { if (root.classList.contains("walking") && !gone) location.reload(); });
})();
