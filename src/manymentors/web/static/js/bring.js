// A file that is too large is told before it is sent; the server looks again.
"use strict";

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-largest]");
  if (!form || event.target.type !== "file") return;
  const file = event.target.files[0];
  const large = Boolean(file) && file.size > Number(form.dataset.largest);
  document.getElementById("too-large").hidden = !large;
  form.querySelector("button").disabled = large;
});
