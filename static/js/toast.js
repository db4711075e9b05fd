// Messages in the corner. They stay while the pointer or the focus is on them, and can always be closed.

import { icon } from "./icon.js";
import { text } from "./texts.js";

/**
 * Show a message. Options: kind "bad"; action {label, run}; seconds it stays (0: until closed; default 6, or 10 with an action).
 * Returns a function that takes it away.
 */
export function toast(message, { kind = "", action = null, seconds = action ? 10 : 6, onExpire = null } = {}) {
  const box = document.getElementById("toasts");
  const node = document.createElement("div");
  node.className = `toast ${kind}`.trim();
  const words = document.createElement("p");
  words.textContent = message;
  node.append(words);

  let timer = 0;
  const remove = () => { clearTimeout(timer); node.remove(); };
  const expire = () => { remove(); onExpire?.(); };
  const arm = () => { if (seconds > 0) timer = setTimeout(expire, seconds * 1000); };

  if (action) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "act";
    button.textContent = action.label;
    button.addEventListener("click", () => { remove(); action.run(); });
    node.append(button);
  }
  const close = document.createElement("button");
  close.type = "button";
  close.setAttribute("aria-label", text("close"));
  close.append(icon("close"));
  close.addEventListener("click", expire);
  node.append(close);

  for (const event of ["pointerenter", "focusin"]) node.addEventListener(event, () => clearTimeout(timer));
  for (const event of ["pointerleave", "focusout"]) node.addEventListener(event, () => { if (node.isConnected) arm(); });
  box.append(node);
  arm();
  return remove;
}

/** Say something to screen readers only. */
export function announce(message) {
  const region = document.getElementById("announce");
  region.textContent = "";
  setTimeout(() => { region.textContent = message; }, 50);
}
