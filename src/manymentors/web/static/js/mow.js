// Mowing mode: what plays, one huge button, and choices of this device: the headset's key, and whether the screen stays on.
"use strict";

addEventListener("DOMContentLoaded", () => {
  const page = document.getElementById("mow");
  if (!page) return;
  const part = (name) => document.getElementById(`mow-${name}`);
  let open = Number(page.dataset.open), lock = null;

  function draw() {
    const { player } = window, on = Boolean(player && player.item());
    page.classList.toggle("plays", on);
    part("mark").disabled = !on;
    part("keys").hidden = !on;
    part("title").textContent = on ? player.title() : page.dataset.nothing;
    part("time").textContent = on ? `${marks.clock(player.seconds())}${player.duration() ? ` / ${marks.clock(player.duration())}` : ""}` : "";
    part("toggle").textContent = on && player.playing() ? page.dataset.pause : page.dataset.play;
    part("begin").hidden = on;
  }

  async function count() {
    const waiting = await pocket.waiting(marks.user).catch(() => []);
    const n = open + waiting.length;
    part("count").textContent = (n === 1 ? page.dataset.one : page.dataset.many).replace("{n}", n);
    part("count").hidden = part("look").hidden = !n;
    part("unsent").hidden = !waiting.length;
  }

  async function along() {
    const rows = (await pocket.all("episodes").catch(() => [])).filter((row) => row.state === "whole" && row.parts && row.user === marks.user);
    part("along").hidden = !rows.length;
    part("none").hidden = Boolean(rows.length);
    if (part("queue")) part("queue").hidden = !navigator.onLine;
    part("list").replaceChildren(...rows.map((row) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "second", textContent: row.title });
      button.dataset.listen = row.item;
      const line = document.createElement("li");
      line.append(button);
      return line;
    }));
  }

  for (const name of ["loaded", "time", "paused", "ended", "seeked", "closed"]) document.addEventListener(`player:${name}`, draw);
  document.addEventListener("marks:changed", (event) => {
    if (event.detail.open !== undefined) open = event.detail.open;
    count();
  });
  part("toggle").addEventListener("click", () => { window.player.toggle(); draw(); });

  part("back").addEventListener("click", () => { window.player.skip(-15); draw(); });

  const key = part("key");
  key.value = localStorage.getItem("mark-key") || "";
  key.addEventListener("change", () => { localStorage.setItem("mark-key", key.value); marks.headset(); });

  const awake = part("awake");
  awake.closest("label").hidden = !("wakeLock" in navigator);
  async function stay() {
    if (awake.checked && document.visibilityState === "visible") lock = await navigator.wakeLock.request("screen").catch(() => null);
    else if (lock) { lock.release(); lock = null; }
  }
  awake.addEventListener("change", stay);
  document.addEventListener("visibilitychange", () => { if (awake.checked) stay(); });

  draw();
  count();
  along();
});
