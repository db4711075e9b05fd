// Words and small helpers of the editor and the review page.

import { text } from "../texts.js";

export const t = (key, values) => text(key, values, "editor-texts");

/** A key no other request has; `crypto.randomUUID` is missing on plain http away from localhost. */
export const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");

/** An element with a class, children (strings or nodes) and attributes. */
export function make(tag, className = "", children = [], attributes = {}) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...[children].flat());
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

export function button(words, run, className = "button small") {
  const node = make("button", className, words, { type: "button" });
  node.addEventListener("click", run);
  return node;
}

/** Code points before a UTF-16 index: what the server counts in. */
export const points = (value, index) => [...value.slice(0, index)].length;

/** Whole text → `value`, by typing only what differs, so that the browser's own undo takes it back. */
export function typeOver(area, value) {
  const old = area.value;
  if (old === value) return;
  let from = 0;
  while (from < old.length && from < value.length && old[from] === value[from]) from += 1;
  let tail = 0;
  while (tail < old.length - from && tail < value.length - from && old.at(-1 - tail) === value.at(-1 - tail)) tail += 1;
  area.setSelectionRange(from, old.length - tail);
  typeIn(area, value.slice(from, value.length - tail));
}

/** Put text where the caret is; the field must have the focus. */
export function typeIn(area, value) {
  const done = value ? document.execCommand("insertText", false, value) : document.execCommand("delete");
  if (done) return;
  area.setRangeText(value, area.selectionStart, area.selectionEnd, "end"); // a browser without the command
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

/** `field-sizing: content` for browsers that lack it. */
const sizes = CSS.supports("field-sizing", "content");
export function fit(area) {
  if (sizes || !area) return;
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight}px`;
}
