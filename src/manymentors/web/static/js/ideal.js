// A weight that was dragged is set when it is let go; while it moves, its number moves along.
document.addEventListener("input", (event) => {
  const form = event.target.closest("[data-weigh]");
  if (form) form.querySelector("output").value = event.target.value;
});
// With the keys a value changes at each press: only when the slider is left alone for a moment, or loses the focus, it is sent.
let waiting;
document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-weigh]");
  if (!form) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => form.requestSubmit(), 700);
});
