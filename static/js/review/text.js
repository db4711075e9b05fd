// The text that is read: moving between sentences, taking in a newer text, and what changed under one's eyes.

import { ask } from "../editor/words.js";

export const place = document.getElementById("article");
export const article = Number(place.dataset.article);
export const screen = { hash: document.getElementById("text").dataset.hash, unseen: null };
/** Versions on screen by unit, and those made by this page itself. */
export const versions = new Map();

export const sentences = () => [...place.querySelectorAll(".sentence")];
export const sentenceOf = (id) => place.querySelector(`.sentence[data-id="${id}"]`);
export const atHand = () => place.querySelector(".sentence.here");

function note() { for (const node of sentences()) versions.set(node.dataset.id, node.dataset.v); }

/** Make a sentence the one at hand. */
export function stand(node, focus = true) {
  if (!node) return;
  for (const other of place.querySelectorAll(".sentence.here, .pair.at")) other.classList.remove("here", "at");
  node.classList.add("here");
  const pair = node.closest(".pair");
  pair.classList.add("at");
  const bar = document.getElementById("at-hand");
  if (place.dataset.edit === "1") { bar.hidden = false; pair.append(bar); }
  if (focus) { node.focus({ preventScroll: true }); node.scrollIntoView({ block: "nearest" }); }
  for (const other of place.querySelectorAll(".source .of-here")) other.classList.remove("of-here");
  place.querySelector(`.source [data-of="${node.dataset.id}"]`)?.classList.add("of-here");
}

/** The text as it stands now: {text, checks, hash, state, others}. `others` are units changed by somebody else. */
export async function fetchText() {
  const response = await ask(`/articles/${article}/review/text`);
  if (!response.ok) throw new Error(String(response.status));
  const page = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("section");
  const text = page.querySelector("#text");
  const others = [...text.querySelectorAll(".sentence")].filter((node) => versions.get(node.dataset.id) !== node.dataset.v);
  const gone = [...versions.keys()].filter((id) => !text.querySelector(`.sentence[data-id="${id}"]`));
  return { text, checks: page.querySelector("#checks"), hash: page.dataset.hash, state: page.dataset.state, fields: JSON.parse(page.dataset.fields), others, gone };
}

/** Put a newer text on screen; the sentence at hand stays at hand, what was accepted stays accepted. */
export function showText({ text, checks, hash, others }) {
  const here = atHand()?.dataset.id;
  const focused = Boolean(document.activeElement?.closest(".sentence"));
  const accepted = new Set([...document.querySelectorAll("[data-accept]:checked")].map((box) => box.dataset.accept));
  const reason = document.getElementById("override")?.value ?? "";
  document.body.append(document.getElementById("at-hand"));
  for (const node of others) node.classList.add("changed-under");
  document.getElementById("text").replaceWith(text);
  document.getElementById("checks").replaceWith(checks);
  for (const box of checks.querySelectorAll("[data-accept]")) box.checked = accepted.has(box.dataset.accept);
  const again = document.getElementById("override");
  if (again) again.value = reason;
  note();
  screen.hash = hash;
  document.getElementById("hash").textContent = `${hash.slice(0, 4)}…${hash.slice(-3)}`;
  if (here) stand(sentenceOf(here), focused);
}

note();
