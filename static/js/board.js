// Keys of the board, as a table and by columns: Enter takes the next story, J K and the arrows walk, T takes the one at hand.

import { isTyping, lettersAllowed } from "./keys.js";

const ROW = ".stories tbody tr, .columns .card";
const rows = () => [...document.querySelectorAll(ROW)];
export const atHand = () => document.querySelector(":is(.stories tr, .card).at");

export function stand(row) {
  if (!row) return;
  row.querySelector(".headline").focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest", inline: "nearest" });
}
function walk(step) {
  const all = rows();
  const at = all.indexOf(atHand());
  stand(at < 0 ? all.at(step > 0 ? 0 : -1) : all[Math.min(all.length - 1, Math.max(0, at + step))]);
}
/** To the story beside this one in the next column that has any. */
function across(step) {
  const columns = [...document.querySelectorAll(".column")].filter((column) => column.querySelector(".card"));
  const here = atHand();
  const column = columns[columns.indexOf(here?.closest(".column")) + step];
  if (!column) return;
  const cards = [...column.querySelectorAll(".card")];
  stand(cards[Math.min(cards.length - 1, [...here.parentElement.children].indexOf(here))]);
}

document.addEventListener("focusin", (event) => {
  for (const row of document.querySelectorAll(":is(.stories tr, .card).at")) row.classList.remove("at");
  event.target.closest?.(ROW)?.classList.add("at");
});

document.addEventListener("keydown", (event) => {
  if (event.code === "Enter" || event.code === "NumpadEnter") {
    const taken = event.target.closest?.("a, button, input, select, textarea, summary, dialog");
    const form = document.getElementById("take-next");
    if (taken || !form || event.repeat || event.defaultPrevented || isTyping() || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const button = form.querySelector("button");
    if (!button.disabled) { event.preventDefault(); form.requestSubmit(button); }
    return;
  }
  const inList = event.target.closest?.(ROW) && !event.target.closest("details") && !event.altKey && !event.ctrlKey && !event.metaKey;
  const arrow = { ArrowDown: 1, ArrowUp: -1 }[event.code];
  if (arrow && !event.defaultPrevented && inList) { event.preventDefault(); walk(arrow); return; }
  const side = { ArrowRight: 1, ArrowLeft: -1 }[event.code];
  if (side && !event.defaultPrevented && inList && event.target.closest(".columns")) { event.preventDefault(); across(side); return; }
  if (event.repeat ? isTyping() : !lettersAllowed(event)) return;
  if (event.shiftKey) return;
  const letter = { KeyJ: 1, KeyK: -1 }[event.code];
  if (letter && document.documentElement.dataset.shortcuts !== "off") { event.preventDefault(); walk(letter); }
  else if (event.code === "KeyT") atHand()?.querySelector(".with form button")?.click();
});

// On a phone the filters are one line until they are wanted.
const filtersBox = document.querySelector(".filters-box");
if (matchMedia("(max-width: 52rem)").matches && !("set" in filtersBox.dataset)) filtersBox.open = false;

// An address that is passed on names only the filters that are set.
const filters = document.getElementById("filters");
filters.addEventListener("submit", () => { for (const field of filters.elements) if (field.name && !field.value) field.disabled = true; });
addEventListener("pageshow", () => { for (const field of filters.elements) field.disabled = false; });
