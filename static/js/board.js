// Keys of the board: Enter takes the next story, J K and the arrows walk through the rows, T takes the one under the mark.

import { isTyping, lettersAllowed } from "./keys.js";

const rows = () => [...document.querySelectorAll(".stories tbody tr")];

function walk(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.classList.contains("at"));
  const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step));
  all[next].querySelector(".headline").focus({ preventScroll: true });
  all[next].scrollIntoView({ block: "nearest" });
}

document.addEventListener("focusin", (event) => {
  for (const row of document.querySelectorAll(".stories tr.at")) row.classList.remove("at");
  event.target.closest?.(".stories tbody tr")?.classList.add("at");
});

document.addEventListener("keydown", (event) => {
  if (event.code === "Enter" || event.code === "NumpadEnter") {
    const taken = event.target.closest?.("a, button, input, select, textarea, summary, dialog");
    const form = document.getElementById("take-next");
    if (taken || !form || event.repeat || event.defaultPrevented || isTyping() || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const button = form.querySelector("button");
    if (!button.disabled) { event.preventDefault(); form.requestSubmit(button); }
    return;
  }
  const arrow = { ArrowDown: 1, ArrowUp: -1 }[event.code];
  if (arrow && !event.defaultPrevented && event.target.closest?.(".stories") && !event.target.closest("details")) { event.preventDefault(); walk(arrow); return; }
  if (event.repeat ? isTyping() : !lettersAllowed(event)) return;
  if (event.shiftKey) return;
  const letter = { KeyJ: 1, KeyK: -1 }[event.code];
  if (letter && document.documentElement.dataset.shortcuts !== "off") { event.preventDefault(); walk(letter); }
  else if (event.code === "KeyT") document.querySelector(".stories tr.at .with form button")?.click();
});
