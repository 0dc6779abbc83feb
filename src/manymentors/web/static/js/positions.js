// Where I am in each recording is told to the server: every ten seconds, on pause, on leaving; without a network it waits on this
// device. The newest moment of listening wins there, whichever device reports first (actions/listen.py).
"use strict";

(() => {
  const bar = document.getElementById("player");
  if (!bar || (window.frameElement && window.frameElement.id === "walk")) return;
  const EVERY = 10_000;
  const shelf = `listened-${bar.dataset.user}`;
  const device = localStorage.getItem("device") || `browser-${crypto.getRandomValues(new Uint32Array(1))[0].toString(16)}`;
  localStorage.setItem("device", device);
  let last = 0;        // when a position was last written down

  const read = () => JSON.parse(localStorage.getItem(shelf) || "{}");
  const write = (all) => localStorage.setItem(shelf, JSON.stringify(all));

  // Written down before it is sent: a tab that is killed loses at most what was heard since.
  function note() {
    const { player } = window;
    if (!player.item() || !player.known()) return;
    const all = read();
    all[player.item()] = { seconds: player.seconds(), total: player.duration() || null, at: Date.now() };
    write(all);
    last = Date.now();
  }

  async function send() {
    for (const [item, told] of Object.entries(read())) {
      // The server is told how long ago it was, since the clock of a device may be wrong.
      const body = new URLSearchParams({ seconds: told.seconds, ago: Math.max(0, (Date.now() - told.at) / 1000), device });
      if (told.total) body.set("total", told.total);
      try {
        const answer = await fetch(`/items/${item}/listening`, {
          method: "POST", body, keepalive: true, redirect: "manual", headers: { "X-CSRFToken": bar.dataset.token },
        });
        // Refused for good, or gone: it need not wait. Anything else is tried again with the next.
        if (answer.ok || answer.status === 404 || answer.status === 400) forget(item, told.at);
      } catch { return; }
    }
  }

  function forget(item, at) {
    const all = read();
    if (all[item] && all[item].at === at) { delete all[item]; write(all); }
  }

  function save() { note(); return send(); }

  // What another device has reported since is offered, never jumped to while somebody listens.
  async function look() {
    const { player } = window;
    const item = player.item();
    if (!item || player.playing()) return;
    try {
      const answer = await fetch(`/items/${item}/listening`);
      const { position } = answer.ok ? await answer.json() : {};
      if (!position || position.device === device || player.item() !== item || player.playing()) return;
      if (Date.parse(position.at) > last && Math.abs(position.seconds - player.seconds()) > 15) {
        player.say(bar.dataset.elsewhere.replace("{at}", player.clock(position.seconds)), () => player.seek(position.seconds));
      }
    } catch { /* without a network there is no other device */ }
  }

  window.positions = {
    device,
    save,
    // The later of what the server knows and what this device has not sent yet.
    newest(of) {
      const here = read()[of.item], there = of.position;
      return here && (!there || here.at > Date.parse(there.at)) ? { ...here, finished: false } : there;
    },
  };

  document.addEventListener("player:time", () => { if (Date.now() - last > EVERY) save(); });
  document.addEventListener("player:paused", save);
  document.addEventListener("player:ended", save);
  document.addEventListener("player:seeked", () => { if (!window.player.playing()) save(); });
  addEventListener("pagehide", () => { if (window.player.playing()) save(); });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") { if (window.player.playing()) save(); } else look();
  });
  addEventListener("online", send);
  addEventListener("DOMContentLoaded", send);
})();
