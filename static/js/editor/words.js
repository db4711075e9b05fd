// Words and small helpers of the editor and the review page.

import { csrfToken } from "../session.js";
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

/** fetch() with the CSRF header and a JSON body, which never asks to sign in: what runs by itself must not take the keys. */
export const ask = (url, { json, headers = {}, ...options } = {}) => fetch(url, {
  credentials: "same-origin", ...options, ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  headers: { Accept: "application/json", ...(json === undefined ? {} : { "Content-Type": "application/json" }), ...headers, "X-CSRFToken": csrfToken() },
});

let lastKey = 0;
addEventListener("keydown", () => { lastKey = Date.now(); }, true);
/** Resolves when nobody has typed for a moment. */
export async function whenQuiet(length = 1200) {
  for (let left = length; left > 0; left = lastKey + length - Date.now()) await new Promise((resolve) => { setTimeout(resolve, left); });
}
