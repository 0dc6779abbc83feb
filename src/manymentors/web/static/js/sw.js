// The service worker: what was taken along answers without a network; everything else passes by. SHELL is written above by the server
// (web/pages/offline.py). Pages are asked of the network first; a page is stored only when its episode was taken along.
"use strict";

importScripts(SHELL.pocket);

const STATIC = `shell-${SHELL.version}`;
const AUDIO = /^\/items\/(\d+)\/audio$/;
const LISTENING = /^\/items\/(\d+)\/listening$/;
const PART = 2 * 1024 * 1024;
const SLOW = 4000;
const channel = new BroadcastChannel("pocket");

// Which recordings are here: known as soon as the worker is awake, so that all others never pass through it.
let here = null;
const look = async () => { here = new Set((await pocket.all("episodes")).filter((row) => row.state === "whole" && row.parts).map((row) => row.item)); };
look();

addEventListener("install", (event) => {
  event.waitUntil(caches.open(STATIC).then((shell) => shell.addAll(SHELL.files)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("shell-") && name !== STATIC) await caches.delete(name);
    await clients.claim();
    await refresh();
  })());
});

addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (url.pathname.startsWith("/static/")) { event.respondWith(ours(request)); return; }
  const audio = AUDIO.exec(url.pathname), listening = LISTENING.exec(url.pathname);
  if (audio && request.method === "GET") {
    if (here === null || here.has(Number(audio[1]))) event.respondWith(heard(request, Number(audio[1])));
  } else if (listening && request.method === "GET") event.respondWith(told(request, url, Number(listening[1])));
  else if (request.mode === "navigate") event.respondWith(page(event, request, url));
});

async function ours(request) {
  const shell = await caches.open(STATIC);
  const found = await shell.match(request);
  if (found) return found;
  try { return await fetch(request); } catch { return (await shell.match(request, { ignoreSearch: true })) || Response.error(); }
}

// --- pages -----------------------------------------------------------------------------------------------------

const kept = async (path) => {
  for (const name of await pocket.names()) {
    const found = await (await caches.open(name)).match(path, { ignoreSearch: true, ignoreVary: true });
    if (found) return found;
  }
  return null;
};

async function page(event, request, url) {
  const mine = request.method === "GET" ? await kept(url.pathname) : null;
  const asked = fetch(request).then((answer) => {
    event.waitUntil(after(request, url, answer.clone(), Boolean(mine)));
    return answer;
  });
  try {
    return await (mine ? Promise.race([asked, slowly()]) : asked);
  } catch {
    asked.catch(() => {});
    return mine || (await kept(SHELL.offline)) || Response.error();
  }
}

const slowly = () => new Promise((_, failed) => setTimeout(() => failed(new Error("slow")), SLOW));

async function after(request, url, answer, mine) {
  // Whoever logs out, or is led to the log-in page, leaves nothing behind on this device but marks that wait to be sent.
  const out = request.method === "POST" && url.pathname === SHELL.logout && answer.type === "opaqueredirect";
  if (out || (request.method === "GET" && url.pathname === SHELL.login && answer.ok)) { await pocket.wipe(); await changed(); return; }
  if (mine && request.method === "GET" && answer.ok && !url.search) await store(url.pathname, answer);
}

async function store(path, answer) {
  if (!answer.ok || answer.redirected || !(await pocket.get("facts", "owner"))) return false;
  const { user } = await pocket.get("facts", "owner");
  const cache = await caches.open(`pages-${user}`);
  await cache.put(path, answer);
  return true;
}

async function refresh(paths = null) {
  for (const name of await pocket.names()) {
    const cache = await caches.open(name);
    for (const path of paths || (await cache.keys()).map((one) => new URL(one.url).pathname)) {
      try {
        const answer = await fetch(path, { redirect: "manual", cache: "no-store" });
        if (answer.ok) await cache.put(path, answer);
      } catch { /* another time */ }
    }
  }
}

// --- recordings ------------------------------------------------------------------------------------------------

// A player asks for ranges; the store gives only whole files, so the part is cut out here.
async function heard(request, item) {
  const blob = await pocket.recording(item);
  if (!blob) { await look(); return fetch(request); }
  const headers = { "Content-Type": blob.type || "audio/mpeg", "Accept-Ranges": "bytes" };
  const asked = /^bytes=(\d*)-(\d*)$/.exec(request.headers.get("range") || "");
  if (!asked || asked[1] === asked[2]) return new Response(blob, { headers: { ...headers, "Content-Length": blob.size } });
  const first = asked[1] ? Number(asked[1]) : Math.max(0, blob.size - Number(asked[2]));
  const last = asked[1] && asked[2] ? Math.min(Number(asked[2]), blob.size - 1) : blob.size - 1;
  if (first > last) return new Response(null, { status: 416, headers: { "Content-Range": `bytes */${blob.size}` } });
  return new Response(blob.slice(first, last + 1, blob.type), {
    status: 206,
    headers: { ...headers, "Content-Range": `bytes ${first}-${last}/${blob.size}`, "Content-Length": last - first + 1 },
  });
}

// What the player asks before it begins: without a network the answer is the one of the day it was taken along.
async function told(request, url, item) {
  try { return await fetch(request); } catch {
    const found = await kept(url.pathname);
    if (!found) return Response.error();
    const at = url.searchParams.get("at");
    const answer = await found.json();
    if (at) answer.place = { seconds: Number(at), how: "same", within: 0, words: "" };
    return Response.json(answer);
  }
}

// --- taking along ----------------------------------------------------------------------------------------------

const running = new Map();

addEventListener("message", (event) => {
  const { does, item } = event.data || {};
  if (does === "take") event.waitUntil(once(item));
  if (does === "let go") event.waitUntil(pocket.forget(item).then(look).then(changed));
  if (does === "go on") event.waitUntil(goOn());
  if (does === "refresh") event.waitUntil(refresh(event.data.paths));
  if (does === "wipe") event.waitUntil(pocket.wipe(event.data.but || null).then(look).then(changed));
});

addEventListener("sync", (event) => { if (event.tag === "marks") event.waitUntil(sent()); });
async function sent() {
  const { left, open } = await pocket.flush();
  channel.postMessage({ open });
  if (left) throw new Error("not all is sent: the browser tries again");
}

async function goOn() {
  for (const row of await pocket.all("episodes")) if (row.state !== "whole") await once(row.item);
}

function once(item) {
  if (!running.has(item)) running.set(item, take(item).finally(() => running.delete(item)));
  return running.get(item);
}

async function note(item, more) {
  const row = await pocket.get("episodes", item);
  if (!row) return false; // it was let go meanwhile
  await pocket.put("episodes", { ...row, ...more });
  await changed();
  return true;
}
const changed = async () => { channel.postMessage({}); };

// Every step is written down; killed anywhere, it goes on from the last part that is here.
async function take(item) {
  try {
    const me = await pocket.who();
    const row = await pocket.get("episodes", item);
    if (!me || !row || row.user !== me.user) return;
    await pocket.put("facts", { name: "owner", user: me.user });
    const needs = await pocket.ask(`/offline/items/${item}`, { method: "POST", headers: { "X-CSRFToken": me.token } });
    if (!needs) { await note(item, { state: "waits", problem: "gone" }); return; }
    await note(item, { title: needs.title, show: needs.show, page: needs.page, listening: needs.listening, duration: needs.duration });
    const cache = await caches.open(`pages-${me.user}`);
    for (const path of [needs.page, ...(needs.recorded ? [needs.listening] : []), ...needs.pages]) {
      const answer = await fetch(path, { redirect: "manual", cache: "no-store" });
      if (answer.ok) await cache.put(path, answer);
    }
    if (needs.audio) { if (await download(item, needs.audio)) await note(item, { state: "whole", problem: "", waits: "" }); }
    else await note(item, { state: needs.recorded ? "waits" : "whole", waits: needs.waits, problem: "" });
    await look();
  } catch (error) {
    await note(item, { state: "waits", problem: error.name === "QuotaExceededError" ? "full" : "cut" });
  }
}

async function download(item, url) {
  let row = await pocket.get("episodes", item);
  let parts = row.etag ? row.parts || 0 : 0, done = row.etag ? row.done || 0 : 0, { etag } = row, anew = 0;
  for (;;) {
    const last = done + PART - 1;
    const answer = await fetch(url, { headers: { Range: `bytes=${done}-${last}`, ...(etag ? { "If-Range": etag } : {}) }, cache: "no-store" });
    const told = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(answer.headers.get("Content-Range") || "");
    const now = answer.headers.get("ETag");
    // Another file than the one begun with (or a server that knows no parts): from the front again.
    const whole = answer.status === 200;
    if (!whole && (answer.status !== 206 || !told || Number(told[1]) !== done || (etag && now !== etag))) {
      if (!done || (anew += 1) > 3) throw new Error("no such part");
      parts = done = 0; etag = null;
      continue;
    }
    const blob = await answer.blob();
    const total = whole ? blob.size : Number(told[3]);
    if (whole) parts = done = 0;
    const n = parts;
    done += blob.size; parts += 1; etag = now;
    row = { done, parts, total, etag, type: answer.headers.get("Content-Type") || "" };
    const there = await pocket.get("episodes", item);
    if (!there) return false;
    await pocket.within(["episodes", "parts"], "readwrite", (rows, all) => {
      if (!n) all.delete(IDBKeyRange.bound([item, 0], [item, Infinity]));
      all.put({ item, n, blob });
      rows.put({ ...there, ...row, state: "comes", problem: "" });
    });
    await changed();
    if (whole || done >= total) return done === total;
  }
}
