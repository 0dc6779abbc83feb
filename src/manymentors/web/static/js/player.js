// The one player of a window: its audio, its bar, and what other scripts may ask of it.
//
// window.player: item() title() show() seconds() duration() playing() chapters() position() load({item, seconds, …}) seek(s)
// toggle() play() pause() close() skip(by) chapter(by) faster(by) say(words). Events on document: player:loaded, player:time (about once a second), player:paused,
// player:ended, player:seeked, player:closed; each carries {item, seconds} as its detail. A page inside the walking frame (walk.js)
// has the player of the window around it, and hears the same events on its own document.
"use strict";

(() => {
  const around = window.frameElement && window.frameElement.id === "walk" ? window.parent : null;
  if (around) { window.player = around.player; return; }

  const bar = document.getElementById("player");
  if (!bar) return;
  const part = (name) => document.getElementById(`player-${name}`);
  const audio = part("audio");
  const root = document.documentElement;
  const clock = (seconds) => {
    if (!Number.isFinite(seconds)) return "–";
    const whole = Math.floor(seconds), m = Math.floor(whole / 60), two = (n) => String(n).padStart(2, "0");
    return m >= 60 ? `${Math.floor(m / 60)}:${two(m % 60)}:${two(whole % 60)}` : `${m}:${two(whole % 60)}`;
  };

  let now = null;      // {item, title, show, page, chapters, position, from}
  let wanted = null;   // the second to go to as soon as the recording is known
  let told = -1;       // the whole second of the last player:time

  function emit(name) {
    const detail = { item: now && now.item, seconds: player.seconds() };
    const inside = document.getElementById("walk");
    for (const there of [document, inside && inside.contentDocument]) {
      if (there) there.dispatchEvent(new CustomEvent(`player:${name}`, { detail }));
    }
  }

  // --- what is heard ---------------------------------------------------------------------------------------------

  async function load({ item, seconds, fact = "", quote = "", title = "", show = "", src = "", paused = false }) {
    item = Number(item);
    // Of words whose second nobody told nothing is heard before it is found: never the begin instead.
    const sure = seconds !== undefined || !(fact || quote);
    if (now && now.item === item && !audio.error) {
      if (seconds !== undefined) seek(seconds);
      if (!paused && sure) play();
      if (fact || quote) check(now, seconds, fact, quote);
      return;
    }
    if (now) emit("paused");
    const mine = now = { item, title, show, page: `/items/${item}/`, chapters: [], position: null, src, moves: 0 };
    wanted = seconds === undefined ? null : seconds;
    told = -1;
    say("");
    audio.src = src || `/items/${item}/audio`;
    audio.defaultPlaybackRate = audio.playbackRate = rate();
    // Begun within the press, so that the browser lets it sound; not heard before it is known from where.
    audio.muted = wanted === null;
    if (!paused && sure) play();
    draw();
    try {
      const answer = await fetch(`/items/${item}/listening`, { headers: { Accept: "application/json" } });
      if (answer.ok) Object.assign(mine, await answer.json(), { src });
    } catch { /* without a network the recording may still be on this device */ }
    if (now !== mine) return;
    if (title && !mine.title) mine.title = title;
    const kept = window.positions && window.positions.newest(mine);
    // Only where no second was asked for: a recording that was quicker than this answer is at its second already.
    if (seconds === undefined && !mine.moves) wanted = kept && !kept.finished ? kept.seconds : 0;
    arrive();
    fill();
    draw();
    emit("loaded");
    if (fact || quote) check(mine, seconds, fact, quote);
  }

  // The recording may be another cut than the one that the second was told of: the server knows, once its length is known.
  async function check(mine, seconds, fact, quote) {
    const { moves } = mine;
    if (audio.readyState < 1) await new Promise((go) => audio.addEventListener("loadedmetadata", go, { once: true }));
    if (now !== mine) return;
    const ask = new URLSearchParams({ plays: audio.duration, fact, quote });
    for (const name of ["fact", "quote"]) if (!ask.get(name)) ask.delete(name);
    if (!Number.isFinite(audio.duration)) ask.delete("plays");
    if (seconds !== undefined) ask.set("at", seconds);
    try {
      const answer = await fetch(`/items/${mine.item}/listening?${ask}`);
      const { place } = answer.ok ? await answer.json() : {};
      // Who has gone elsewhere meanwhile is not fetched back.
      if (!place || now !== mine || mine.moves !== moves) return;
      if (place.seconds === null) { pause(); say(place.words || bar.dataset.unknown); return; }
      const moved = seconds === undefined || Math.abs(place.seconds - seconds) > 3;
      if (moved) seek(place.seconds);
      if (seconds === undefined) play();
      if (place.how === "near" || (place.how === "found" && moved)) say(place.words);
    } catch { /* it plays from the second that was told */ }
  }

  function arrive() {
    if (wanted === null || audio.readyState < 1) return;
    const to = Number.isFinite(audio.duration) ? Math.min(wanted, Math.max(0, audio.duration - 0.5)) : wanted;
    wanted = null;
    if (Math.abs(audio.currentTime - to) > 0.05) audio.currentTime = to;
    audio.muted = false;
  }

  function seek(to) {
    if (!now) return;
    now.moves += 1;
    wanted = Math.max(0, to);
    arrive();
    draw();
  }

  function play() {
    if (!now) return;
    audio.play().catch((error) => {
      // A browser that wants a press first leaves it paused: the button is there. One that cannot play it tells by "error".
      if (error.name === "NotAllowedError") draw();
    });
  }
  const pause = () => audio.pause();

  function close() {
    pause();
    emit("paused");
    now = null;
    wanted = null;
    audio.removeAttribute("src");
    audio.load();
    sessionStorage.removeItem("player");
    draw();
    emit("closed");
  }

  function chapter(by) {
    if (!now || !now.chapters.length) return;
    const at = player.seconds();
    const here = now.chapters.filter((one) => one.start <= at + (by < 0 ? -3 : 0.5)).length - 1;
    const next = now.chapters[Math.max(0, by < 0 ? here : here + 1)];
    if (next) seek(next.start);
  }

  const rate = () => Number(localStorage.getItem("player-rate")) || 1;
  function faster(by) {
    const rates = [...part("rate").options].map((option) => Number(option.value));
    const at = Math.max(0, rates.findIndex((one) => one >= rate() - 0.001)) + by;
    setRate(rates[Math.min(rates.length - 1, Math.max(0, at))]);
  }
  function setRate(to) {
    localStorage.setItem("player-rate", to);
    audio.playbackRate = audio.defaultPlaybackRate = to;
    part("rate").value = String(to);
    if (now) emit("seeked");
  }

  // --- what is seen ----------------------------------------------------------------------------------------------

  function say(words, go) {
    const note = part("note");
    note.replaceChildren();
    if (!words) return;
    note.append(Object.assign(document.createElement("p"), { textContent: words }));
    if (!go) return;
    const button = part("go").content.cloneNode(true).querySelector("button");
    button.addEventListener("click", () => { say(""); go(); });
    note.append(button);
  }

  function fill() {
    const list = part("chapter");
    list.replaceChildren(...now.chapters.map((one, at) => new Option(`${clock(one.start)} ${one.title}`, at)));
    part("chapters").hidden = !now.chapters.length;
  }

  function draw() {
    bar.hidden = !now;
    root.classList.toggle("listening", Boolean(now));
    if (!now) return;
    const at = player.seconds(), total = player.duration(), playing = player.playing();
    const title = part("title");
    if (title.textContent !== now.title) title.textContent = now.title;
    title.href = now.page;
    if (part("show").textContent !== now.show) part("show").textContent = now.show || "";
    const toggle = part("toggle");
    bar.classList.toggle("plays", playing);
    toggle.setAttribute("aria-label", playing ? toggle.dataset.pause : toggle.dataset.play);
    const slider = part("seek");
    slider.disabled = !total;
    slider.max = Math.floor(total || 1);
    if (!slider.matches(":active")) slider.value = Math.floor(at);
    slider.setAttribute("aria-valuetext", bar.dataset.of.replace("{at}", clock(at)).replace("{total}", clock(total || NaN)));
    part("now").textContent = clock(at);
    part("total").textContent = clock(total || NaN);
    if (now.chapters.length && document.activeElement !== part("chapter")) {
      part("chapter").value = Math.max(0, now.chapters.filter((one) => one.start <= at + 0.5).length - 1);
    }
    part("rate").value = String(rate());
    sessionStorage.setItem("player", JSON.stringify({ item: now.item, title: now.title, show: now.show, seconds: at, src: now.src || "" }));
  }

  const player = {
    item: () => now && now.item,
    title: () => (now ? now.title : ""),
    show: () => (now ? now.show : ""),
    page: () => (now ? now.page : ""),
    chapters: () => (now ? now.chapters : []),
    position: () => now && now.position,
    seconds: () => (wanted !== null ? wanted : audio.currentTime || 0),
    duration: () => (Number.isFinite(audio.duration) ? audio.duration : (now && now.duration) || 0),
    playing: () => Boolean(now) && !audio.paused && !audio.ended,
    known: () => Boolean(now) && wanted === null && audio.readyState >= 1,
    load, seek, play, pause, close, chapter, faster, say, clock, rate,
    skip: (by) => seek(Math.min(player.seconds() + by, player.duration() || Infinity)),
    toggle: () => (audio.paused ? play() : pause()),
  };
  window.player = player;

  audio.addEventListener("loadedmetadata", () => { arrive(); draw(); });
  audio.addEventListener("durationchange", draw);
  audio.addEventListener("play", draw);
  audio.addEventListener("playing", () => { if (wanted === null) audio.muted = false; });
  audio.addEventListener("pause", () => { draw(); if (now && !audio.ended) emit("paused"); });
  audio.addEventListener("ended", () => { draw(); if (now) emit("ended"); });
  audio.addEventListener("seeked", () => { draw(); if (now) emit("seeked"); });
  audio.addEventListener("timeupdate", () => {
    const second = Math.floor(audio.currentTime);
    if (!now || second === told || !player.known()) return;
    told = second;
    draw();
    emit("time");
  });
  audio.addEventListener("error", () => { if (now && audio.getAttribute("src")) { say(bar.dataset.failed); draw(); } });

  part("toggle").addEventListener("click", player.toggle);
  part("back").addEventListener("click", () => player.skip(-15));
  part("on").addEventListener("click", () => player.skip(30));
  part("close").addEventListener("click", close);
  part("rate").addEventListener("change", (event) => setRate(Number(event.target.value)));
  part("chapter").addEventListener("change", (event) => { const one = now && now.chapters[event.target.value]; if (one) seek(one.start); });
  part("seek").addEventListener("input", (event) => { part("now").textContent = clock(Number(event.target.value)); });
  part("seek").addEventListener("change", (event) => seek(Number(event.target.value)));
  new ResizeObserver(() => root.style.setProperty("--player", `${bar.offsetHeight}px`)).observe(bar);

  // Two windows do not speak at once.
  const others = new BroadcastChannel("player");
  others.addEventListener("message", () => pause());
  audio.addEventListener("play", () => others.postMessage("mine"));

  // After a page was loaded anew the bar is there again, silent, where it was.
  addEventListener("DOMContentLoaded", () => {
    const before = JSON.parse(sessionStorage.getItem("player") || "null");
    if (before && before.item && !now) load({ ...before, src: before.src && before.src.startsWith("blob:") ? "" : before.src, paused: true });
  });
})();
