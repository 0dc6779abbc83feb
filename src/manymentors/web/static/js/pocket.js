// What this device holds until the server has it, and the episodes that it took along: IndexedDB, shared by pages and the worker.
//
// A mark is written here before anything is sent, and leaves only when the server has said that it holds it. It may be sent twice
// (two tabs, an answer that was lost): the id that was made up when it was pressed makes it one (actions/mark.py).
"use strict";

const pocket = (() => {
  const PLACES = { me: "/offline/me", sync: "/marks/sync" };
  const BATCH = 50;
  const PATIENCE = 20_000;
  let opened = null;

  function open() {
    opened ??= new Promise((done, failed) => {
      const asked = indexedDB.open("pocket", 1);
      asked.onupgradeneeded = () => {
        const base = asked.result;
        base.createObjectStore("marks", { keyPath: "client" });
        base.createObjectStore("decisions", { keyPath: "mark" });
        base.createObjectStore("episodes", { keyPath: "item" });
        base.createObjectStore("parts", { keyPath: ["item", "n"] });
        base.createObjectStore("facts", { keyPath: "name" });
      };
      asked.onsuccess = () => {
        const base = asked.result;
        base.onversionchange = () => { base.close(); opened = null; };
        base.onclose = () => { opened = null; };
        done(base);
      };
      asked.onerror = () => { opened = null; failed(asked.error); };
    });
    return opened;
  }

  // Done only when it is on the disk, as far as the browser can say.
  async function within(stores, mode, work) {
    const base = await open();
    return new Promise((done, failed) => {
      const run = base.transaction(stores, mode, { durability: "strict" });
      let result;
      run.oncomplete = () => done(result && "result" in result ? result.result : result);
      run.onabort = run.onerror = () => failed(run.error);
      result = work(...[stores].flat().map((name) => run.objectStore(name)));
    });
  }
  const put = (store, row) => within(store, "readwrite", (rows) => rows.put(row));
  const get = (store, key) => within(store, "readonly", (rows) => rows.get(key));
  const all = (store) => within(store, "readonly", (rows) => rows.getAll());
  const drop = (store, key) => within(store, "readwrite", (rows) => { rows.delete(key); });

  // What a user has waiting here; what another one left on this device is not shown, and is sent only when they are back.
  const waiting = async (user) => (await all("marks")).filter((mark) => mark.user === user);
  const undecided = async (user) => (await all("decisions")).filter((one) => one.user === user);

  function id() {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  async function ask(url, more = {}) {
    const answer = await fetch(url, { redirect: "manual", cache: "no-store", credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE), ...more });
    return answer.type !== "opaqueredirect" && answer.ok ? answer.json() : null;
  }

  // Whose session the browser has just now, with a token for it; null where nobody is logged in, or no network is there.
  async function who() {
    try { return await ask(PLACES.me, { headers: { Accept: "application/json" } }); } catch { return null; }
  }

  // One tab at a time, where the browser knows locks; without them the server sorts it out.
  const alone = (work) => (navigator.locks ? navigator.locks.request("pocket", work) : work());

  // Send what waits; true where nothing of this session's user waits any more.
  const flush = () => alone(async () => {
    const [marks, decisions] = [await all("marks"), await all("decisions")];
    if (!marks.some((mark) => !mark.problem) && !decisions.some((one) => !one.problem)) return { left: 0, sent: 0 };
    const me = await who();
    if (!me) return { left: marks.length + decisions.length, sent: 0 };
    const mine = marks.filter((mark) => mark.user === me.user && !mark.problem);
    const said = decisions.filter((one) => one.user === me.user && !one.problem);
    let sent = 0, open;
    try {
      while (mine.length || said.length) {
        const batch = { marks: mine.splice(0, BATCH), decisions: mine.length ? [] : said.splice(0, BATCH) };
        const answer = await ask(PLACES.sync, {
          method: "POST", body: JSON.stringify(batch),
          headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": me.token },
        });
        if (!answer) break;
        await within(["marks", "decisions"], "readwrite", (rows, others) => {
          for (const client of answer.taken) rows.delete(client);
          for (const { client, why } of answer.refused) {
            const bad = batch.marks.find((mark) => mark.client === client);
            if (bad) rows.put({ ...bad, problem: why });
          }
          for (const one of batch.decisions) others.delete(one.mark);
        });
        sent += answer.taken.length + answer.settled.length;
        open = answer.open;
      }
    } catch { /* another time: it is all still here */ }
    return { left: (await waiting(me.user)).length + (await undecided(me.user)).length, sent, open };
  });

  // --- what was taken along ----------------------------------------------------------------------------------------

  // The whole recording of an episode, from its parts; null as long as they are not all here.
  async function recording(item) {
    const row = await get("episodes", item);
    if (!row || row.state !== "whole" || !row.parts) return null;
    const parts = await within("parts", "readonly", (rows) => rows.getAll(IDBKeyRange.bound([item, 0], [item, Infinity])));
    return parts.length === row.parts ? new Blob(parts.map((part) => part.blob), { type: row.type }) : null;
  }

  async function forget(item) {
    const row = await get("episodes", item);
    await within(["episodes", "parts"], "readwrite", (rows, parts) => {
      rows.delete(item);
      parts.delete(IDBKeyRange.bound([item, 0], [item, Infinity]));
    });
    if (!row) return;
    const rest = (await all("episodes")).length;
    for (const name of await names()) {
      if (rest) for (const page of [row.page, row.listening]) await (await caches.open(name)).delete(page, { ignoreVary: true });
      else await caches.delete(name);
    }
  }

  const names = async () => (self.caches ? (await caches.keys()).filter((name) => name.startsWith("pages-")) : []);

  // Log-out, or somebody else: nothing that was taken along stays. Marks that the server does not have yet do, for their owner.
  async function wipe(but = null) {
    for (const name of await names()) if (name !== `pages-${but}`) await caches.delete(name);
    const theirs = (await all("episodes")).filter((row) => row.user !== but);
    for (const row of theirs) await forget(row.item);
    const owner = await get("facts", "owner");
    if (owner && owner.user !== but) await drop("facts", "owner");
    return theirs.length;
  }

  return { put, get, all, drop, within, id, who, ask, flush, waiting, undecided, recording, forget, wipe, names };
})();
