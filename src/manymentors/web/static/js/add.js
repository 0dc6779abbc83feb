// Whoever types a name means it: the choice beside the field is taken.
"use strict";

document.addEventListener("input", (event) => {
  const radio = event.target.closest(".new-name")?.querySelector("input[type=radio]");
  if (radio && event.target !== radio) radio.checked = true;
});
