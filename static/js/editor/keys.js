// The editor's keys, told by event.code so that a Russian layout works. None is a browser's or macOS's own for good:
// those that a browser uses too are taken only here and can be prevented.

import { hasMod } from "../keys.js";

const WITH_MOD_SHIFT = {
  KeyK: "split", KeyX: "omit", KeyL: "later", KeyE: "add", KeyB: "rewrite", KeyY: "undo", KeyD: "dismiss", KeyS: "submit", KeyJ: "merge",
};

/** The action a key press asks for: [name, number], or null. */
export function readKey(event) {
  if (event.isComposing || event.repeat && event.code === "Enter") return null;
  const { code, altKey, ctrlKey, shiftKey, metaKey } = event;
  const mod = hasMod(event) && !altKey;
  if (mod && (code === "Enter" || code === "NumpadEnter")) return [shiftKey ? "stay" : "confirm"];
  if (altKey && !ctrlKey && !metaKey && !shiftKey && (code === "ArrowDown" || code === "ArrowUp")) return [code === "ArrowDown" ? "next" : "previous"];
  const step = { ArrowDown: 1, PageDown: 1, ArrowUp: -1, PageUp: -1 }[code];
  if (step && altKey && shiftKey && !ctrlKey && !metaKey) return [code.startsWith("A") ? "extend" : "move", step];
  if (!altKey && !ctrlKey && !metaKey) {
    if (code === "F2") return ["block"];
    if (code === "F9") return ["open"];
    if (code === "F8") return ["finding"];
    if (code === "Escape") return ["leave"];
    return null;
  }
  if (ctrlKey && !altKey && !metaKey) {
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(code);
    if (digit) return [shiftKey ? "token" : "suggestion", Number(digit[1])];
    if (shiftKey && code === "Space") return ["nbsp"];
    if (shiftKey && code === "ArrowDown") return ["merge"];
    if (!shiftKey && code === "Insert") return ["source"];
  }
  if (mod && shiftKey && WITH_MOD_SHIFT[code]) return [WITH_MOD_SHIFT[code]];
  if (mod && !shiftKey && code === "KeyS") return ["save"];
  if (mod && !shiftKey && code === "Slash") return ["help"];
  return null;
}
