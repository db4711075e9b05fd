// What is shown of each sentence (clean, against the machine, since one's last review), and going from one of a kind to the next.

import { announce, toast } from "../toast.js";
import { t } from "../editor/words.js";
import { atHand, place, sentences, stand } from "./text.js";

const since = () => document.getElementById("since-told");

/** Show the text in one of its ways; in the way it is shown already, clean. */
export function show(view, toggle = true) {
  if (!since()) return;
  const next = toggle && place.dataset.view === view ? "clean" : view;
  place.dataset.view = next;
  for (const choice of document.querySelectorAll('[name="show"]')) choice.checked = choice.value === next;
  announce(next === "since" ? since().textContent : t(next));
}

const KINDS = {
  change: () => (place.dataset.view === "since" ? ".since" : ".against"),
  finding: () => ".finding",
  untouched: () => ".machine, .memory",
  machine: () => ".machine",
  memory: () => ".memory",
};
const isOf = (node, kind) => (kind === "change" ? Boolean(node.querySelector(KINDS.change())) : node.matches(KINDS[kind]()));

/** The next (or, with -1, previous) sentence of a kind, round the ends. A change is shown where the text is clean. */
export function walk(kind, by = 1) {
  if (kind === "change" && place.dataset.view === "clean") show(Number(since()?.dataset.changed) ? "since" : "against");
  const all = sentences();
  const found = all.filter((node) => isOf(node, kind));
  if (!found.length) { toast(t(`none_${kind}`)); return; }
  const here = all.indexOf(atHand());
  const next = by > 0 ? found.find((node) => all.indexOf(node) > here) ?? found[0]
    : found.findLast((node) => all.indexOf(node) < here || here < 0) ?? found.at(-1);
  stand(next);
  announce(t("place_of", { number: found.indexOf(next) + 1, total: found.length }));
}

document.addEventListener("change", (event) => { if (event.target.name === "show") show(event.target.value, false); });
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-walk]");
  if (button) walk(button.dataset.walk, Number(button.dataset.by));
});
