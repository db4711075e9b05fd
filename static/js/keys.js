// Keys that work on every page. Told by event.code, so the layout does not matter.

const root = document.documentElement;
const isMac = /mac/i.test(navigator.userAgentData?.platform ?? navigator.platform ?? "");

/** True while letters belong to what is being written. */
export function isTyping(target = document.activeElement) {
  if (!(target instanceof Element)) return false;
  if (target.closest("textarea, select, [contenteditable='true']")) return true;
  const input = target.closest("input");
  return Boolean(input) && !["checkbox", "radio", "button", "submit", "reset", "file", "range"].includes(input.type);
}

/** Single letters may act: switched on, nothing being written, no dialog open, no modifier held, not a repeat. */
export function lettersAllowed(event) {
  return root.dataset.shortcuts !== "off" && !event.defaultPrevented && !event.repeat && !event.isComposing
    && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target) && !document.querySelector("dialog[open]");
}

/** Ctrl, or Command on a Mac. */
export const hasMod = (event) => (isMac ? event.metaKey : event.ctrlKey);

/** Show ⌘ where the page says Ctrl. */
export function labelKeys(within = document) {
  if (!isMac) return;
  for (const key of within.querySelectorAll('kbd[data-keys*="Mod"]')) key.textContent = key.dataset.keys.replace("Mod", "⌘");
}

let goUntil = 0;
document.addEventListener("keydown", (event) => {
  if (!lettersAllowed(event)) return;
  if (Date.now() < goUntil && event.code.startsWith("Key")) {
    goUntil = 0;
    const letter = event.code.slice(3).toLowerCase();
    const entry = [...document.querySelectorAll("[data-go]")].find((link) => link.dataset.go === letter);
    if (entry) { event.preventDefault(); entry.click(); }
    return;
  }
  if (event.code === "KeyG" && !event.shiftKey) { goUntil = Date.now() + 1500; return; }
  if (event.key === "?" || (event.code === "Slash" && event.shiftKey)) {
    event.preventDefault();
    document.getElementById("key-help")?.showModal();
    return;
  }
  if (event.code === "Slash") {
    const search = document.getElementById("search");
    if (search) { event.preventDefault(); search.focus(); search.select(); }
  }
});
