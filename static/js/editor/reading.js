// The whole article beside the grid, as it will be set: it scrolls with the grid, and every sentence leads back to its unit.

import { icon } from "../icon.js";
import { refreshTimes } from "../shell.js";
import { article, goTo, inOrder, rows, unitOf, units } from "./grid.js";
import { ask, button, make, t } from "./words.js";

const SOON = 150;
const box = document.getElementById("reading");
const text = box.querySelector(".reading-text");
const bar = document.querySelector(".bar");
const sentences = () => [...text.querySelectorAll("[data-unit]")];
const unitAt = (node) => units.get(Number(node?.closest?.("[data-unit]")?.dataset.unit));
let here = null; // the unit that is marked
let timer = 0;
let asked = 0;

/** The sentence of a unit, or of the nearest one before it that has any. */
function sentenceOf(unit) {
  const all = inOrder();
  for (let at = all.indexOf(unit); at >= 0; at -= 1) {
    const node = text.querySelector(`[data-unit="${all[at].id}"]`);
    if (node) return node;
  }
  return sentences()[0];
}

function show(node) {
  if (!node) return;
  const [inner, outer] = [node.getBoundingClientRect(), text.getBoundingClientRect()];
  if (inner.top < outer.top + 48 || inner.bottom > outer.bottom - 48) text.scrollTop += inner.top - outer.top - outer.height / 3;
}

function mark(unit) {
  here = unit ?? here;
  const node = sentenceOf(here);
  for (const each of sentences()) { each.classList.toggle("here", each === node); each.tabIndex = each === node ? 0 : -1; }
  show(node);
  return node;
}

/** What the server would set now; the place and the focus stay. */
async function renew() {
  const mine = asked += 1;
  try {
    const response = await ask(`/articles/${article}/edit/reading`);
    if (!response.ok) throw new Error();
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (mine !== asked || box.hidden) return;
    const [held, top] = [text.contains(document.activeElement), text.scrollTop];
    for (const picture of page.images) picture.replaceWith(make("span", "picture", [icon("picture"), " ", picture.alt])); // the grid's page loads none
    text.replaceChildren(...page.body.childNodes);
    for (const link of text.querySelectorAll("a")) link.tabIndex = -1;
    refreshTimes(text);
    text.scrollTop = top;
    const node = mark();
    if (held) (node ?? text).focus({ preventScroll: true });
  } catch {
    if (mine === asked) text.replaceChildren(make("p", "is-stop", t("failed"), { role: "alert" }), button(t("again"), renew));
  }
}
function renewSoon() {
  clearTimeout(timer);
  if (!box.hidden) timer = setTimeout(renew, SOON);
}

/** Open it and go in; from inside, back to the text. */
export async function open(unit) {
  if (text.contains(document.activeElement)) { goTo(here); return; }
  here = unit ?? here ?? inOrder()[0];
  if (box.hidden) {
    box.hidden = false;
    box.parentElement.classList.add("with-reading");
    here?.row.scrollIntoView({ block: "nearest" });
    await renew();
  }
  if (!box.hidden) (mark() ?? text).focus({ preventScroll: true });
}

function close() {
  box.hidden = true;
  box.parentElement.classList.remove("with-reading");
  goTo(here);
}

function step(by) {
  const all = sentences();
  const next = all[Math.min(all.length - 1, Math.max(0, all.indexOf(sentenceOf(here)) + by))];
  mark(unitAt(next))?.focus({ preventScroll: true });
  here?.row.scrollIntoView({ block: "nearest" });
}

box.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]")) { close(); return; }
  const unit = unitAt(event.target);
  if (!unit || String(getSelection())) return; // a selection is for copying
  event.preventDefault();
  mark(unit);
  goTo(unit);
});
text.addEventListener("keydown", (event) => {
  const { code, ctrlKey, metaKey, shiftKey } = event;
  if (ctrlKey || metaKey || shiftKey || event.target.matches("button")) return;
  const by = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity }[code];
  if (by) step(by);
  else if (code === "Enter" || code === "NumpadEnter") goTo(here);
  else return;
  event.preventDefault();
});
document.addEventListener("keydown", (event) => {
  if (event.code !== "Escape" || event.defaultPrevented || box.hidden || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  close();
});

rows.addEventListener("focusin", (event) => { if (!box.hidden) mark(unitOf(event.target)); });
rows.addEventListener("changed", renewSoon);
let frame = 0;
addEventListener("scroll", () => {
  if (box.hidden || frame || text.contains(document.activeElement)) return;
  frame = requestAnimationFrame(() => {
    frame = 0;
    const edge = bar.getBoundingClientRect().bottom;
    const place = (unit) => unit.row.getBoundingClientRect();
    const seen = (unit) => place(unit).bottom > edge && place(unit).top < innerHeight;
    const done = scrollY / Math.max(1, document.documentElement.scrollHeight - innerHeight); // of the page, and so of the window
    const at = edge + done * (innerHeight - edge);
    show(sentenceOf(here && seen(here) ? here : inOrder().find((unit) => place(unit).bottom >= at) ?? inOrder().at(-1)));
  });
}, { passive: true });
