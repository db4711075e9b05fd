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

const CODES = { "↓": "ArrowDown", "↑": "ArrowUp", "/": "Slash", ".": "Period", "[": "BracketLeft", "]": "BracketRight", "'": "Quote", "`": "Backquote", Esc: "Escape", PgDn: "PageDown", PgUp: "PageUp" };
const nameChord = (ctrl, meta, alt, shift, code) => [ctrl && "C", meta && "M", alt && "A", shift && "S", code.replace(/^Numpad(?=\d)/, "Digit").replace("Numpad", "")].filter(Boolean).join(" ");

/** What a key press asks for, by the page's own list of keys (`?` shows it): [name, number or sign], or undefined. */
export function createReader() {
  const chords = new Map();
  for (const entry of document.querySelectorAll("#key-help [data-own] [data-action]")) {
    const [name, sign] = entry.dataset.action.split(/:(?=.$)/u);
    for (const keys of entry.dataset.keys.split(" | ")) {
      const held = keys.split("+");
      const key = held.pop();
      const [, from, to] = /^(\d)…(\d)$/.exec(key) ?? [];
      const codes = from ? Array.from({ length: to - from + 1 }, (_, n) => [`Digit${Number(from) + n}`, n + 1]) : [[CODES[key] ?? (/^[A-Z]$/.test(key) ? `Key${key}` : key), sign]];
      const mod = held.includes("Mod");
      for (const [code, given] of codes) chords.set(nameChord(held.includes("Ctrl") || (mod && !isMac), mod && isMac, held.includes("Alt"), held.includes("Shift"), code), [name, given]);
    }
  }
  return ({ ctrlKey, metaKey, altKey, shiftKey, code }) => chords.get(nameChord(ctrlKey, metaKey, altKey, shiftKey, code));
}

// ---- the palette ----
let page = {};
/** A page says what its actions do: {may(name), choices(name), run(name, given)}. */
export function offerActions(given) { page = given; }
export const openPalette = () => import("./palette.js").then((palette) => palette.open(page));

let goUntil = 0;
document.addEventListener("keydown", (event) => {
  if (event.code === "KeyK" && hasMod(event) && !event.shiftKey && !event.altKey && !event.defaultPrevented && root.dataset.user && !document.querySelector("dialog[open]")) {
    event.preventDefault();
    openPalette();
    return;
  }
  if (!lettersAllowed(event)) return;
  if (Date.now() < goUntil && event.code.startsWith("Key")) {
    goUntil = 0;
    const place = document.querySelector(`#key-help [data-keys="g ${event.code.slice(3).toLowerCase()}"]`);
    if (place) { event.preventDefault(); location.assign(place.dataset.action); }
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
