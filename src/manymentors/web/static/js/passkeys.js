// What a browser says when a passkey cannot be used, in a sentence on the page.
"use strict";

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const name = event.detail && event.detail.exception && event.detail.exception.name;
  const template = document.getElementById(name === "NotAllowedError" ? "passkey-stopped" : "passkey-failed");
  const say = document.getElementById("say");
  if (template && say) say.replaceChildren(template.content.cloneNode(true));
});
