// A mark by one press: the key m, the button in the player, the huge one of mowing mode, or a key of the headset. It is written on this
// device first, then sent; see pocket.js. Also what of the inbox needs scripts: keys go on to the next entry, and it works offline.
"use strict";

const marks = (() => {
  const here = document.currentScript.dataset;
  const REACH = 30;
  const ONE_PRESS = 700; // nervous thumbs and bouncing keys: so many milliseconds are one press
  const around = window.frameElement && window.frameElement.id === "walk" ? window.parent : null;
  const channel = new BroadcastChannel("pocket");
  const typing = (element) => element.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable], dialog[open]");
  const clock = (seconds) => {
    const whole = Math.floor(seconds), m = Math.floor(whole / 60), two = (n) => String(n).padStart(2, "0");
    return m >= 60 ? `${Math.floor(m / 60)}:${two(m % 60)}:${two(whole % 60)}` : `${m}:${two(whole % 60)}`;
  };
  let last = 0, sound = null, later = 0, wait = 5_000;

  // --- the press -------------------------------------------------------------------------------------------------

  async function press() {
    const { player } = window;
    if (!player || !player.item()) { say(here.nothing); return null; }
    if (Date.now() - last < ONE_PRESS) return null;
    last = Date.now();
    const mark = {
      client: pocket.id(), user: here.user, item: player.item(), title: player.title(), seconds: Math.round(player.seconds() * 100) / 100,
      reach: REACH, pressed: new Date().toISOString(), duration: player.duration() || null,
    };
    try {
      await pocket.put("marks", mark);
    } catch {
      // A browser that stores nothing (a private window of some): then only the server can hold it.
      if (!(await direct(mark))) { say(here.failed); return null; }
    }
    chime();
    if (navigator.vibrate) navigator.vibrate(60);
    say(here.marked.replace("{at}", clock(mark.seconds)));
    changed();
    send();
    return mark;
  }

  async function direct(mark) {
    const me = await pocket.who();
    if (!me || me.user !== here.user) return false;
    const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": me.token };
    try {
      const answer = await pocket.ask("/marks/sync", { method: "POST", headers, body: JSON.stringify({ marks: [mark] }) });
      return Boolean(answer && answer.taken.length);
    } catch { return false; }
  }

  // Two short tones, made here: heard with the telephone in the pocket.
  function chime() {
    try {
      sound ??= new AudioContext();
      sound.resume();
      [880, 1320].forEach((tone, n) => {
        const from = sound.currentTime + n * 0.11, swing = sound.createOscillator(), loud = sound.createGain();
        swing.frequency.value = tone;
        loud.gain.setValueAtTime(0.0001, from);
        loud.gain.exponentialRampToValueAtTime(0.25, from + 0.02);
        loud.gain.exponentialRampToValueAtTime(0.0001, from + 0.2);
        swing.connect(loud).connect(sound.destination);
        swing.start(from);
        swing.stop(from + 0.22);
      });
    } catch { /* silent, but marked */ }
  }

  function say(words) {
    let place = document.getElementById("mark-say");
    if (!place) {
      place = Object.assign(document.createElement("p"), { id: "mark-say", className: "mark-say" });
      place.setAttribute("role", "status");
      document.body.append(place);
    }
    place.textContent = "";
    // The same words twice are read out twice only when they were gone between.
    requestAnimationFrame(() => { place.textContent = words; });
    clearTimeout(place.timer);
    place.timer = setTimeout(() => { place.textContent = ""; }, 4000);
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== "m" || event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (typing(event.target) || !window.player || !window.player.item()) return;
    event.preventDefault();
    press();
  });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-mark-here]")) press(); });

  // --- on its way ------------------------------------------------------------------------------------------------

  async function send() {
    clearTimeout(later);
    const told = await pocket.flush().catch(() => ({ left: 1, sent: 0 }));
    if (told.left) {
      later = setTimeout(send, wait);
      wait = Math.min(60_000, wait * 2);
      const worker = navigator.serviceWorker && (await navigator.serviceWorker.getRegistration());
      if (worker && worker.sync) worker.sync.register("marks").catch(() => {});
    } else wait = 5_000;
    if (told.sent) changed(told.open);
    if (told.sent && document.getElementById("inbox") && !document.querySelector("#inbox details[open]")) window.walk ? window.walk.again() : location.reload();
    return told;
  }

  function changed(open) {
    channel.postMessage({ open });
    document.dispatchEvent(new CustomEvent("marks:changed", { detail: { open } }));
  }
  channel.addEventListener("message", (event) => document.dispatchEvent(new CustomEvent("marks:changed", { detail: { open: event.data.open } })));
  addEventListener("online", () => { wait = 5_000; send(); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") send(); });

  // Before somebody logs out what waits is sent, and what was taken along goes; what could not be sent waits for its owner.
  document.addEventListener("submit", async (event) => {
    if (new URL(event.target.action, location.href).pathname !== here.logout || event.defaultPrevented) return;
    event.preventDefault();
    const form = event.target;
    await Promise.race([pocket.flush(), new Promise((done) => setTimeout(done, 3000))]).catch(() => {});
    await pocket.wipe().catch(() => {});
    form.submit();
  });

  // --- the headset -----------------------------------------------------------------------------------------------

  const KEYS = ["previoustrack", "nexttrack"];
  function headset() {
    const session = (around || window).navigator.mediaSession, { player } = window;
    if (!session || !player) return;
    const chosen = localStorage.getItem("mark-key") || "";
    KEYS.forEach((key, n) => {
      const by = n ? 1 : -1;
      const usual = () => (player.chapters && player.chapters().length ? player.chapter(by) : player.skip(n ? 30 : -15));
      try { session.setActionHandler(key, key === chosen ? press : usual); } catch { /* a key that this browser does not know */ }
    });
  }
  document.addEventListener("player:loaded", () => { if (localStorage.getItem("mark-key")) headset(); });

  // --- what is seen ----------------------------------------------------------------------------------------------

  // The button in the player's bar; the player is that of the window around, where there is one.
  function button() {
    const place = !around && document.getElementById("player-marks");
    if (!place || place.querySelector("[data-mark-here]")) return;
    const made = Object.assign(document.createElement("button"), { type: "button", textContent: here.mark, className: "mark-button" });
    made.dataset.markHere = "";
    made.setAttribute("aria-keyshortcuts", "m");
    place.append(made);
  }

  // The wall clock of who reads, not of the server.
  function local() {
    const form = new Intl.DateTimeFormat(document.documentElement.lang || undefined, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
    for (const time of document.querySelectorAll("time[data-local]")) time.textContent = form.format(new Date(time.dateTime));
  }

  addEventListener("DOMContentLoaded", async () => {
    button();
    local();
    inbox();
    send();
  });

  // --- the inbox -------------------------------------------------------------------------------------------------

  const cards = () => [...document.querySelectorAll("#inbox [data-entry]:not([hidden])")];
  function focusOn(card) {
    if (!card) { document.getElementById("content")?.focus(); return; }
    card.setAttribute("tabindex", "-1");
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
  }

  async function inbox() {
    const list = document.getElementById("inbox");
    if (!list) return;
    // First of all: who presses before this device has told what it holds is heard too.
    document.addEventListener("marks:changed", unsent);
    document.addEventListener("submit", decide);
    // At once, not with the event "toggle" that comes later: who types fast would press keys of the page meanwhile.
    list.addEventListener("click", (event) => {
      const details = event.target.closest("summary")?.parentElement;
      if (!details) return;
      event.preventDefault();
      details.open = !details.open;
      if (details.open) details.querySelector("textarea").focus();
    });
    list.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("textarea")) event.target.form.requestSubmit();
    });
    for (const { mark } of await pocket.undecided(here.user).catch(() => [])) hide(mark);
    const at = Number(sessionStorage.getItem("mark-at") ?? -1);
    sessionStorage.removeItem("mark-at");
    const all = cards();
    if (at >= 0) focusOn(all[Math.min(at, all.length - 1)]);
    unsent();
  }

  addEventListener("pageshow", () => {
    for (const going of document.querySelectorAll("[data-going], [data-goes]")) { delete going.dataset.going; delete going.dataset.goes; }
  });

  function hide(client) {
    const card = document.querySelector(`#inbox [data-client="${CSS.escape(client)}"]`);
    if (card) card.hidden = true;
  }

  // With a network the form goes its way; without one what I decide waits on this device.
  async function decide(event) {
    const form = event.target, card = form.closest("#inbox [data-client]");
    if (!card || event.defaultPrevented || form.dataset.goes) return;
    event.preventDefault();
    if (card.dataset.going) return; // pressed twice
    card.dataset.going = "1";
    const by = event.submitter, at = cards().indexOf(card);
    if (navigator.onLine && (await pocket.who())) {
      sessionStorage.setItem("mark-at", at);
      form.dataset.goes = "1";
      form.requestSubmit(by);
      return;
    }
    const words = form.elements.words ? form.elements.words.value : "";
    const verb = form.elements.verb.value;
    delete card.dataset.going;
    if (verb === "write" && !words.trim()) return;
    await pocket.put("decisions", { mark: card.dataset.client, user: here.user, verb, words });
    card.hidden = true;
    say(here.later);
    focusOn(cards()[Math.min(at, cards().length - 1)]);
    changed();
  }

  async function unsent() {
    const place = document.getElementById("marks-here");
    if (!place) return;
    const [held, decided] = [await pocket.waiting(here.user), await pocket.undecided(here.user)];
    place.hidden = !held.length && !decided.length;
    const list = place.querySelector("ul");
    list.replaceChildren(...held.map((mark) => {
      const line = document.createElement("li");
      line.textContent = mark.problem ? `${clock(mark.seconds)} · ${mark.title}: ${mark.problem}` : `${clock(mark.seconds)} · ${mark.title}`;
      return line;
    }));
    place.querySelector("[data-decided]").hidden = !decided.length;
  }

  return { press, send, say, clock, headset, user: here.user };
})();
