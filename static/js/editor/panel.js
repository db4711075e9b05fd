// The panel follows the focus: asked for once a unit and version, and ahead for the next three.

import { listenComments, noteReading } from "../comments.js";
import { announce, toast } from "../toast.js";
import { refreshTimes } from "../shell.js";
import { article, inOrder, units } from "./grid.js";
import { ask, t, typeIn, typeOver } from "./words.js";

const AHEAD = 3;
const PASSING = 80; // ms
const place = document.getElementById("panel");
const kept = new Map();
let shown = null;
let timer = 0;
let drawing = 0;

const fresh = (unit) => kept.get(unit.id)?.dataset.v === String(unit.version);

async function load(wanted) {
  const missing = wanted.filter((unit) => !fresh(unit) && !unit.asked);
  if (missing.length) {
    const asked = fetchPanels(missing).finally(() => { for (const unit of missing) unit.asked = null; });
    for (const unit of missing) unit.asked = asked;
  }
  await Promise.all(wanted.map((unit) => unit.asked));
}

async function fetchPanels(wanted) {
  try {
    const response = await ask(`/articles/${article}/edit/panel?${wanted.map((unit) => `unit=${unit.id}`).join("&")}`);
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const part of page.querySelectorAll(".for-unit")) kept.set(Number(part.dataset.unit), part);
  } catch { /* the panel can wait */ }
}

function put(unit) {
  const part = kept.get(unit.id);
  if (!part || place.firstElementChild === part) return;
  if (place.contains(document.activeElement)) return;
  replace(part);
}

function replace(part) {
  place.replaceChildren(part);
  refreshTimes(place);
  noteReading(part);
}

/** Show help for a unit, at once where it is there already; not for one that is only passed by, for drawing it holds up the keys. */
export function follow(unit) {
  shown = unit;
  clearTimeout(drawing);
  drawing = kept.has(unit.id) && setTimeout(() => { drawing = 0; put(unit); }, PASSING);
  clearTimeout(timer);
  timer = setTimeout(async () => {
    const all = inOrder();
    const at = all.indexOf(unit);
    await load(all.slice(at, at + 1 + AHEAD));
    if (shown === unit) put(unit);
  }, fresh(unit) ? 250 : 40);
}

/** Ask again for what is shown, after a save changed it, or `anew` what changed and made no version. */
export function renew(unit, anew = false) {
  if (anew) kept.get(unit.id)?.removeAttribute("data-v");
  if (shown === unit) follow(unit);
}

/** The text of suggestion `number` of a unit, if its panel is there. */
const offer = (unit, number) => kept.get(unit.id)?.querySelector(`[data-suggestion="${number}"]`)?.dataset.text;

export async function useSuggestion(unit, number) {
  if (!kept.has(unit.id)) await load([unit]);
  const text = offer(unit, number);
  if (text === undefined) { announce(t("no_suggestion")); toast(t("no_suggestion"), { seconds: 3 }); return; }
  if (unit.area) { unit.area.focus(); typeOver(unit.area, text); }
}

/** Put in term `number` of the sentence where the caret is. */
export async function useTerm(unit, number) {
  if (!kept.has(unit.id)) await load([unit]);
  const term = kept.get(unit.id)?.querySelector(`[data-term="${number}"]`)?.dataset.insert;
  if (term === undefined) { announce(t("no_term")); toast(t("no_term"), { seconds: 3 }); } else typeIn(unit.area, term);
}

/** What an action with a number can be done with now, for the palette: [[number, words], …]; null for other actions. */
export function choices(unit, name) {
  if (!["suggestion", "term", "token"].includes(name)) return null;
  const within = name === "token" ? unit.row : kept.get(unit.id);
  const label = ({ dataset }) => dataset.text ?? dataset.insert ?? `{${dataset.token}}`;
  return [...within?.querySelectorAll(`[data-${name}]`) ?? []].slice(0, 9).map((node) => [Number(node.dataset[name]), label(node).replace(/^(.{50}\S*)\s.+$/su, "$1…")]);
}

/** Buttons in the panel act on the unit it stands for. A press leaves the caret where it is. */
export function listen() {
  const panel = place.closest(".panel");
  place.addEventListener("focusin", (event) => { // what one says is about the sentence one came from, though it was not drawn yet
    if (!drawing) return;
    drawing = clearTimeout(drawing);
    if (place.firstElementChild === kept.get(shown.id)) return;
    const into = event.target.matches("textarea") ? ".say[data-unit] textarea" : "button, a[href], summary, textarea";
    replace(kept.get(shown.id));
    place.querySelector(into)?.focus();
  });
  panel.addEventListener("mousedown", (event) => { if (event.target.closest("[data-insert], [data-suggestion], [data-insert-all], [data-canonical]")) event.preventDefault(); });
  panel.addEventListener("click", async (event) => {
    const name = event.target.closest("[data-canonical]");
    if (name) { (await import("../canonical.js")).keepName(name, otherTerms); return; }
    const from = event.target.closest("[data-insert], [data-suggestion], [data-insert-all]");
    const unit = from && units.get(Number(place.firstElementChild?.dataset.unit)); // whose words they are, whoever has the focus by now
    if (!unit?.area || unit.area.readOnly) return;
    unit.area.focus();
    if (from.dataset.insert !== undefined) typeIn(unit.area, from.dataset.insert);
    else typeOver(unit.area, from.dataset.text ?? from.dataset.insertAll);
  });
  listenComments(panel, article, again);
}

/** Terms are others now: every panel is asked for again. */
async function otherTerms() {
  const unit = shown;
  kept.clear();
  await load([unit]);
  if (shown !== unit || !kept.has(unit.id)) return;
  const inside = place.contains(document.activeElement);
  replace(kept.get(unit.id));
  if (inside) unit.area?.focus();
}

/** A thread changed: the panel and the row show it as it is now, and the focus stays among the comments. */
async function again() {
  const unit = shown;
  kept.delete(unit.id);
  const [response] = await Promise.all([ask(`/articles/${article}/edit/rows`), load([unit])]);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const node of unit.row.querySelectorAll(".note-here")) node.remove();
  for (const node of page.querySelectorAll(`#u${unit.id} .note-here`)) unit.row.querySelector(".findings").before(node);
  const part = kept.get(unit.id);
  if (shown !== unit || !part) return;
  replace(part);
  part.querySelector(".say[data-unit] textarea").focus();
}
