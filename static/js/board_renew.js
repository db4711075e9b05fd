// The board as it is now: after what one did oneself, and now and then, because others work too. Nothing moves away from under
// the pointer or the focus unasked: stories that are new, gone or elsewhere wait for the word "show", or for N.

import { stand } from "./board.js";
import { labelKeys, lettersAllowed, offerActions } from "./keys.js";
import { csrfToken, request } from "./session.js";
import { text } from "./texts.js";
import { toast } from "./toast.js";

const EVERY = 15_000;
const ROW = "[id^=row-]";
const PARTS = [".page-head", ".states"];
const list = document.getElementById("list");
const say = (key, values) => text(key, values, "board-texts");
const rowsOf = (place) => [...place.querySelectorAll(ROW)];
const stops = (place) => [...place.querySelectorAll("a, button, input, select")];
const placeOf = (row) => `${row.closest(".column")?.getAttribute("aria-labelledby") ?? ""} ${row.id}`;
const boxes = () => [...list.querySelectorAll(".pick")];
/** What the server sent last of each row: the page itself changes as jobs run and time passes. */
let sent = new Map(rowsOf(list).map((row) => [row.id, row.outerHTML]));
let waiting = null; // the board that is to be shown
let told = "";
let hush = () => {};
let pressed = false;

async function read(ask) {
  const response = await ask(location.href, { credentials: "same-origin", headers: { Accept: "text/html" } });
  const page = response.ok ? new DOMParser().parseFromString(await response.text(), "text/html") : null;
  if (!page?.getElementById("list")) return null; // signed out, or on its way down
  for (const field of page.querySelectorAll("[name=csrf_token]")) field.setAttribute("value", csrfToken());
  return page;
}

/** The row one is at, and where in the window it stands. */
function place() {
  const row = document.activeElement.closest(ROW) ?? list.querySelector(`${ROW}:hover`);
  return row && { id: row.id, top: row.getBoundingClientRect().top };
}
/** Scroll it to where it stood; false where the window cannot. */
function settle(anchor) {
  const off = () => (document.getElementById(anchor?.id)?.getBoundingClientRect().top ?? anchor?.top) - anchor?.top;
  if (off()) scrollBy({ top: off(), behavior: "instant" });
  return !(Math.abs(off()) > 1);
}

/** Do something to the list. What has the focus or is under the pointer stays where it is, and what is selected, selected. */
function keep(act) {
  const focus = document.activeElement;
  const row = focus.closest(ROW);
  const nth = row ? stops(row).indexOf(focus) : -1;
  const anchor = place();
  const left = list.querySelector(".columns")?.scrollLeft;
  const picked = new Set(boxes().filter((box) => box.checked).map((box) => box.value));
  act();
  for (const box of boxes()) box.checked = picked.has(box.value);
  if (left) list.querySelector(".columns").scrollLeft = left;
  const again = row && document.getElementById(row.id);
  if (again && !focus.isConnected) (stops(again)[nth] ?? again.querySelector(".headline")).focus({ preventScroll: true });
  settle(anchor);
  list.dispatchEvent(new Event("renewed"));
}

function swap(old, fresh) {
  if (!old || !fresh) return;
  const at = stops(old).indexOf(document.activeElement);
  old.replaceWith(fresh);
  labelKeys(fresh);
  window.htmx?.process(fresh);
  if (at >= 0) stops(fresh)[at]?.focus({ preventScroll: true });
}

function putAll(page) {
  sent = new Map(rowsOf(page).map((row) => [row.id, row.outerHTML]));
  keep(() => {
    list.replaceChildren(...page.getElementById("list").childNodes);
    for (const part of PARTS) swap(document.querySelector(part), page.querySelector(part));
  });
  window.htmx?.process(list);
  waiting = null;
  told = "";
  hush();
}

/** What changed of the stories that stand where they stood; false where that would have moved the one at hand. */
function putInPlace(page) {
  const here = new Map(rowsOf(list).map((row) => [placeOf(row), row]));
  const anchor = place();
  let isDone = true;
  const put = (old, fresh) => {
    swap(old, fresh);
    if (settle(anchor)) return true;
    swap(fresh, old);
    settle(anchor);
    isDone = false;
    return false;
  };
  keep(() => {
    for (const fresh of rowsOf(page)) {
      const old = here.get(placeOf(fresh));
      if (!old || sent.get(fresh.id) === fresh.outerHTML) continue;
      if (put(old, document.importNode(fresh, true))) sent.set(fresh.id, fresh.outerHTML);
    }
    for (const part of PARTS) put(document.querySelector(part), document.importNode(page.querySelector(part), true));
  });
  return isDone;
}

/** The title that comes with a running job is a line more: it waits too, where it would move the one at hand. */
let stood = null;
document.addEventListener("htmx:beforeSwap", ({ target }) => {
  const title = list.contains(target) && target.closest(ROW)?.querySelector(".target:empty");
  stood = title ? { id: title.id, anchor: place() } : null;
});
document.addEventListener("htmx:afterSwap", () => {
  if (!stood || settle(stood.anchor)) return;
  document.getElementById(stood.id)?.replaceChildren();
  settle(stood.anchor);
});

function take(page) {
  list.dataset.version = page.getElementById("list").dataset.version;
  const [before, after] = [rowsOf(list), rowsOf(page)];
  const stands = before.length === after.length && before.every((row, n) => placeOf(row) === placeOf(after[n]));
  if (!stands && !list.contains(document.activeElement) && !list.matches(":hover")) { putAll(page); return; }
  const isSame = putInPlace(page) && stands;
  waiting = isSame ? null : page;
  const known = new Set(before.map((row) => row.id));
  const count = after.filter((row) => !known.has(row.id)).length;
  const words = isSame ? "" : count ? say("news", { num: count }) : say("moved");
  if (words === told) return;
  hush();
  told = words;
  if (words) hush = toast(words, { action: { label: say("show"), run: reveal }, seconds: 0 });
}

function reveal() {
  if (!waiting) return;
  const known = new Set(rowsOf(list).map((row) => row.id));
  putAll(waiting);
  stand(rowsOf(list).find((row) => !known.has(row.id)) ?? document.querySelector(":is(.stories tr, .card).at"));
}

/** The list as it is now, whatever moves: one has just done something to it. */
export async function renew() {
  const page = await read(request);
  if (!page) return;
  list.dataset.version = page.getElementById("list").dataset.version;
  putAll(page);
}

let busy = false;
async function look() {
  if (document.hidden || busy || pressed || !getSelection().isCollapsed || document.querySelector("dialog[open]")) return;
  busy = true;
  try {
    const answer = await fetch("/board/version", { credentials: "same-origin", headers: { "If-None-Match": `"${list.dataset.version}"` } });
    const page = answer.status === 200 ? await read(fetch) : null; // 304: nothing new; anything else: another time
    if (page && !pressed) take(page);
  } catch { /* the next look may do better */ }
  busy = false;
}
setInterval(look, EVERY);
document.addEventListener("visibilitychange", look);
addEventListener("pageshow", (event) => { if (event.persisted) look(); });
addEventListener("pointerdown", () => { pressed = true; }, true);
for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => { pressed = false; }, true);

document.addEventListener("keydown", (event) => {
  if (event.code !== "KeyN" || event.shiftKey || !waiting || !lettersAllowed(event)) return;
  event.preventDefault();
  reveal();
});
offerActions({ may: (name) => name === "news" && Boolean(waiting), run: reveal });
