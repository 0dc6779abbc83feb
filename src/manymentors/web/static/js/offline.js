// Taking episodes along: the button on an item's page, and the page "On this device". The worker (sw.js) does the work; it is
// registered when the first episode is taken along, and not before.
"use strict";

(() => {
  const here = document.currentScript.dataset;
  const channel = new BroadcastChannel("pocket");
  const able = "serviceWorker" in navigator && "indexedDB" in window;
  const size = (bytes) => (bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : bytes >= 1e6 ? `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB` : `${Math.ceil(bytes / 1000)} kB`);
  const mine = async () => (await pocket.all("episodes")).filter((row) => row.user === here.user);

  async function worker(make) {
    if (!able) return null;
    if (make) await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
    else if (!(await navigator.serviceWorker.getRegistration("/"))) return null;
    return (await navigator.serviceWorker.ready).active;
  }
  const tell = async (told, make = false) => (await worker(make))?.postMessage(told);

  // --- the button on an item's page --------------------------------------------------------------------------------

  function words(row, says) {
    if (!row) return "";
    if (row.problem) return says[row.problem] || says.cut;
    if (row.state === "whole") return row.parts ? says.whole.replace("{size}", size(row.total)) : row.waits || says.text;
    if (row.state === "comes") return says.comes.replace("{done}", size(row.done)).replace("{total}", size(row.total));
    return row.waits || says.asked;
  }

  async function draw(place) {
    const row = await pocket.get("episodes", Number(place.dataset.along));
    const held = row && row.user === here.user ? row : null;
    const button = place.querySelector("button");
    button.textContent = held ? place.dataset.remove : place.dataset.take;
    button.setAttribute("aria-pressed", String(Boolean(held)));
    const told = words(held, place.dataset), status = place.querySelector("[role=status]");
    if (status.textContent !== told) status.textContent = told;
  }

  async function press(place) {
    const item = Number(place.dataset.along), row = await pocket.get("episodes", item);
    if (row && row.user === here.user) await letGo(item);
    else await take(item, place.dataset.title);
    draw(place);
  }

  async function take(item, title) {
    await pocket.put("episodes", { item, user: here.user, title, state: "asked", page: `/items/${item}/`, parts: 0, done: 0, at: Date.now() });
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
    await tell({ does: "take", item }, true);
  }

  // --- several at once: a queue, a plan for the time that there is ---------------------------------------------------

  const those = (place) => [...place.querySelectorAll("data")];
  async function drawAll(place) {
    const held = new Map((await mine()).map((row) => [row.item, row])), all = those(place);
    const whole = all.filter((one) => held.get(Number(one.value))?.state === "whole").length;
    const asked = all.every((one) => held.has(Number(one.value)));
    place.querySelector("button").hidden = asked;
    const told = !whole && !asked ? "" : (whole === all.length ? place.dataset.every : place.dataset.some.replace("{n}", whole).replace("{all}", all.length));
    const status = place.querySelector("[role=status]");
    if (status.textContent !== told) status.textContent = told;
  }
  async function takeAll(place) {
    const held = new Set((await mine()).map((row) => row.item));
    for (const one of those(place)) if (!held.has(Number(one.value))) await take(Number(one.value), one.dataset.title);
    drawAll(place);
  }

  async function letGo(item) {
    await pocket.forget(item);
    await tell({ does: "let go", item });
  }

  // --- on this device --------------------------------------------------------------------------------------------

  async function list() {
    const page = document.getElementById("on-device");
    if (!page) return;
    const part = (name) => page.querySelector(`[data-part=${name}]`);
    part("unable").hidden = able;
    const rows = await mine();
    part("some").hidden = !rows.length;
    part("empty").hidden = Boolean(rows.length) || !able;
    const before = document.activeElement.closest("[data-item]")?.dataset.item;
    part("list").replaceChildren(...rows.sort((a, b) => a.at - b.at).map((row) => {
      const line = part("line").content.firstElementChild.cloneNode(true);
      line.dataset.item = row.item;
      const link = line.querySelector("a");
      link.textContent = row.title;
      link.href = row.page || `/items/${row.item}/`;
      line.querySelector("[data-show]").textContent = row.show || "";
      line.querySelector("[data-state]").textContent = words(row, page.dataset);
      const play = line.querySelector("[data-play]");
      play.hidden = row.state !== "whole" || !row.parts;
      play.dataset.listen = row.item;
      const bar = line.querySelector("progress");
      bar.hidden = row.state !== "comes";
      bar.max = row.total || 1;
      bar.value = row.done || 0;
      const go = line.querySelector("[data-remove]");
      go.setAttribute("aria-label", `${go.textContent}: ${row.title}`);
      go.addEventListener("click", () => letGo(row.item).then(list));
      if (String(row.item) === before) requestAnimationFrame(() => go.focus());
      return line;
    }));
    const held = rows.reduce((sum, row) => sum + (row.done || 0), 0);
    const room = navigator.storage && navigator.storage.estimate ? await navigator.storage.estimate() : {};
    part("room").textContent = page.dataset.room.replace("{held}", size(held)).replace("{usage}", size(room.usage || 0)).replace("{quota}", room.quota ? size(room.quota) : "–");
    const sure = navigator.storage && navigator.storage.persisted ? await navigator.storage.persisted() : false;
    part("sure").textContent = sure ? page.dataset.sure : page.dataset.unsure;
    const held_marks = (await pocket.waiting(here.user)).length + (await pocket.undecided(here.user)).length;
    part("marks").hidden = !held_marks;
  }

  // --- begin -----------------------------------------------------------------------------------------------------

  channel.addEventListener("message", () => { everything(); });
  document.addEventListener("marks:changed", () => list());
  function everything() {
    for (const place of document.querySelectorAll("[data-along], [data-along-all]")) {
      place.hidden = !able;
      place.matches("[data-along]") ? draw(place) : drawAll(place);
    }
    list();
  }

  addEventListener("DOMContentLoaded", async () => {
    try {
      const owner = await pocket.get("facts", "owner");
      if (owner && owner.user !== here.user) { await pocket.wipe(here.user); await tell({ does: "wipe", but: here.user }); }
    } catch { return; } // a browser that stores nothing takes nothing along
    document.addEventListener("click", (event) => {
      const place = event.target.closest("[data-along] button, [data-along-all] button")?.parentElement;
      if (place) place.matches("[data-along]") ? press(place) : takeAll(place);
    });
    document.addEventListener("htmx:afterSwap", everything);
    document.querySelector("#on-device [data-part=all]")?.addEventListener("click", async () => {
      for (const row of await mine()) await letGo(row.item);
      list();
    });
    everything();
    const rows = await mine();
    if (!rows.length) return;
    document.documentElement.classList.add("takes-along");
    await worker(true);
    goOn();
    setInterval(goOn, 30_000);
  });
  async function goOn() {
    if (document.visibilityState === "visible" && (await mine()).some((row) => row.state !== "whole")) tell({ does: "go on" });
  }
  addEventListener("online", () => tell({ does: "go on" }));
})();
