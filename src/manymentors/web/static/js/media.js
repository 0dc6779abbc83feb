// The lock screen, the headset and the keys of the keyboard's media row: what plays, and what they may do (Media Session).
"use strict";

(() => {
  if (!("mediaSession" in navigator) || (window.frameElement && window.frameElement.id === "walk")) return;
  const session = navigator.mediaSession;
  const { player } = window;
  if (!player) return;

  function place() {
    session.playbackState = player.playing() ? "playing" : player.item() ? "paused" : "none";
    const duration = player.duration();
    if (!duration || !("setPositionState" in session)) return;
    session.setPositionState({ duration, playbackRate: player.rate(), position: Math.min(duration, player.seconds()) });
  }

  function tell() {
    const artwork = [...document.querySelectorAll("link[rel~=icon], link[rel=apple-touch-icon]")]
      .map((link) => ({ src: link.href, sizes: link.sizes.value || "any", type: link.type || "image/png" }));
    const here = player.chapters().filter((one) => one.start <= player.seconds() + 0.5).pop();
    session.metadata = new MediaMetadata({ title: player.title(), artist: player.show(), album: here ? here.title : "", artwork });
    place();
  }

  const able = {
    play: () => player.play(),
    pause: () => player.pause(),
    stop: () => player.pause(),
    seekbackward: (told) => player.skip(-(told.seekOffset || 15)),
    seekforward: (told) => player.skip(told.seekOffset || 30),
    seekto: (told) => player.seek(told.seekTime),
    previoustrack: () => (player.chapters().length ? player.chapter(-1) : player.skip(-15)),
    nexttrack: () => (player.chapters().length ? player.chapter(1) : player.skip(30)),
  };
  for (const [name, does] of Object.entries(able)) {
    try { session.setActionHandler(name, does); } catch { /* a key that this browser does not know */ }
  }

  let chapter = "";
  document.addEventListener("player:loaded", tell);
  document.addEventListener("player:time", () => {
    const here = player.chapters().filter((one) => one.start <= player.seconds() + 0.5).pop();
    if (here && here.title !== chapter) { chapter = here.title; tell(); } else place();
  });
  for (const name of ["paused", "ended", "seeked"]) document.addEventListener(`player:${name}`, place);
  document.addEventListener("player:closed", () => { session.metadata = null; place(); });
})();
