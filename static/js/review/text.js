// The text that is read: moving between sentences, taking in a newer text, and what changed under one's eyes.

import { bringBack } from "../comments.js";
import { ask } from "../editor/words.js";

export const place = document.getElementById("article");
export const article = Number(place.dataset.article);
/** `unseen`: what changed under the reader's eyes, in words; `under`: the sentences it is about. */
export const screen = { hash: document.getElementById("text").dataset.hash, unseen: null, under: new Set() };
/** Versions on screen by unit, and those made by this page itself. They only grow. */
export const versions = new Map();

export const sentences = () => [...place.querySelectorAll(".sentence")];
export const sentenceOf = (id) => place.querySelector(`.sentence[data-id="${id}"]`);
export const atHand = () => place.querySelector(".sentence.here");

const narrow = matchMedia("(max-width: 64rem)");

function note() {
  versions.clear();
  for (const node of sentences()) versions.set(node.dataset.id, node.dataset.v);
}

/** Make a sentence the one at hand. */
export function stand(node, focus = true) {
  if (!node) return;
  for (const other of place.querySelectorAll(".sentence.here, .pair.at")) other.classList.remove("here", "at");
  node.classList.add("here");
  const pair = node.closest(".pair");
  pair.classList.add("at");
  const bar = document.getElementById("at-hand");
  if (place.dataset.edit === "1" && bar.parentElement !== pair) { bar.hidden = false; pair.append(bar); }
  if (focus) {
    node.focus({ preventScroll: true });
    if (narrow.matches && bar.parentElement === pair) bar.scrollIntoView({ block: "nearest" }); // it stands under the Russian
    node.scrollIntoView({ block: "nearest" });
  }
  for (const other of place.querySelectorAll(".source .of-here")) other.classList.remove("of-here");
  place.querySelector(`.source [data-of="${node.dataset.id}"]`)?.classList.add("of-here");
}

/** The text as it stands now. `others` are sentences somebody else changed or made, `gone` ids that are no more. */
export async function fetchText() {
  const response = await ask(`/articles/${article}/review/text`);
  if (!response.ok) throw new Error(String(response.status));
  const page = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("section");
  const text = page.querySelector("#text");
  // An original's sentences have no versions of their own: what reads differently changed.
  const isOther = place.dataset.side === "source" ? (node) => sentenceOf(node.dataset.id)?.dataset.text !== node.dataset.text
    : (node) => Number(node.dataset.v) > Number(versions.get(node.dataset.id) ?? 0);
  const others = [...text.querySelectorAll(".sentence")].filter(isOther);
  const gone = [...versions.keys()].filter((id) => !text.querySelector(`.sentence[data-id="${id}"]`));
  return { text, checks: page.querySelector("#checks"), hash: page.dataset.hash, state: page.dataset.state, fields: JSON.parse(page.dataset.fields), others, gone };
}

/** Put a newer text on screen; the sentence at hand stays at hand, what was accepted stays accepted, the focus where it is. */
export function showText({ text, checks, hash, others }) {
  const here = atHand()?.dataset.id;
  const focus = document.activeElement;
  const focused = Boolean(focus?.closest(".sentence"));
  for (const node of others) screen.under.add(node.dataset.id);
  document.body.append(document.getElementById("at-hand"));
  for (const thread of place.querySelectorAll("#text [data-thread]")) { // opened, or being answered: it stays unless more was said
    const twin = text.querySelector(`[data-thread="${thread.dataset.thread}"]`);
    if (twin && signOf(twin) === signOf(thread)) twin.replaceWith(thread);
  }
  document.getElementById("text").replaceWith(text);
  bringBack(text);
  note();
  markUnder();
  showChecks(checks);
  screen.hash = hash;
  document.getElementById("hash").textContent = `${hash.slice(0, 4)}…${hash.slice(-3)}`;
  if (here) stand(sentenceOf(here), focused);
  if (focus !== document.activeElement && focus?.isConnected) focus.focus({ preventScroll: true });
}

const signOf = (thread) => `${thread.querySelectorAll(".said").length} ${Boolean(thread.closest(".settled"))}`;
/** Somebody writes a comment among the sentences. */
export const isSaying = () => Boolean(document.activeElement?.matches("#text form.say textarea"));

/** While a sentence is being mended or a comment written the others are renewed around it: the field one is in is never touched. */
export function patchText({ text, others, gone }, mended) {
  for (const id of gone) versions.delete(id);
  for (const fresh of others) {
    const id = fresh.dataset.id;
    if (id === mended) continue;
    screen.under.add(id);
    versions.set(id, fresh.dataset.v);
    const old = sentenceOf(id);
    if (!old) continue; // it comes with the whole text, when the field is closed
    const here = old.classList.contains("here");
    old.replaceWith(fresh);
    fresh.classList.toggle("here", here);
    const source = text.querySelector(`.source [data-of="${id}"]`);
    if (source) place.querySelector(`.source [data-of="${id}"]`)?.replaceWith(source);
  }
  markUnder();
}

function markUnder() { for (const id of screen.under) sentenceOf(id)?.classList.add("changed-under"); }

export function forgetUnder() {
  screen.unseen = null;
  screen.under.clear();
  for (const node of place.querySelectorAll(".changed-under")) node.classList.remove("changed-under");
}

/** The list anew: ticks stay; while a reason is being typed into it, it waits. */
function showChecks(checks) {
  const list = document.getElementById("checks");
  const reason = document.getElementById("override");
  if (reason && reason === document.activeElement) { reason.addEventListener("blur", () => showChecks(checks), { once: true }); return; }
  const focus = list.contains(document.activeElement) ? nameOf(document.activeElement) : null;
  const accepted = new Set([...list.querySelectorAll("[data-accept]:checked")].map((box) => box.dataset.accept));
  list.replaceWith(checks);
  for (const box of checks.querySelectorAll("[data-accept]")) box.checked = accepted.has(box.dataset.accept);
  const again = document.getElementById("override");
  if (again && reason) again.value = reason.value;
  if (focus) [...checks.querySelectorAll("a, button, input")].find((node) => nameOf(node) === focus)?.focus({ preventScroll: true });
}
const nameOf = (node) => JSON.stringify([node.tagName, { ...node.dataset }]);

note();
