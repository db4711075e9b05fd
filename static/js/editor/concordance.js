// Where words were written before: a search in the panel, over the memory and what was published.

import { announce } from "../toast.js";
import { refreshTimes } from "../shell.js";
import { article, goTo, readOnly, units } from "./grid.js";
import { ask, button, make, t, typeIn } from "./words.js";

const box = document.getElementById("concordance");
const field = box.querySelector("input");
const found = box.querySelector(".found");
const hits = () => [...found.querySelectorAll(".hits > li")];
let unit = null; // where the caret goes back to
let asked = 0;
box.classList.toggle("closed", readOnly);

/** What is selected, on either side; else the word under the caret. */
function wordsOf(from) {
  const area = from?.area;
  if (!getSelection().isCollapsed) return String(getSelection()).trim();
  if (!area || document.activeElement !== area) return "";
  const { value, selectionStart: start, selectionEnd: end } = area;
  if (start !== end) return value.slice(start, end).trim();
  return `${/[\p{L}\p{N}]*$/u.exec(value.slice(0, start))[0]}${/^[\p{L}\p{N}]*/u.exec(value.slice(start))[0]}`;
}

export function open(from) {
  const words = wordsOf(from);
  if (from && !box.contains(document.activeElement)) unit = units.get(from.id);
  document.querySelector("#reading:not([hidden]) [data-close]")?.click(); // it stands in the panel's place
  box.hidden = false;
  box.parentElement.scrollTop = 0;
  if (words && !box.contains(document.activeElement)) { field.value = words.slice(0, 300); search(); }
  field.focus();
  field.select();
}

function close() {
  box.hidden = true;
  asked += 1;
  goTo(units.get(unit?.id));
}

async function search() {
  const q = field.value.trim();
  const mine = asked += 1;
  if (!q) { found.replaceChildren(); return; }
  found.setAttribute("aria-busy", "true");
  try {
    const response = await ask(`/articles/${article}/edit/concordance?q=${encodeURIComponent(q)}`);
    if (!response.ok) throw new Error();
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (mine !== asked) return;
    found.replaceChildren(...page.body.childNodes);
    refreshTimes(found);
  } catch {
    if (mine === asked) found.replaceChildren(make("p", "is-stop", t("search_failed"), { role: "alert" }), button(t("again"), search));
  }
  if (mine === asked) found.removeAttribute("aria-busy");
}

/** What is selected in the hit's English goes in, else all of it, where the caret was. */
function insert(hit) {
  const area = units.get(unit?.id)?.area;
  if (!hit?.dataset.text || !area || readOnly) return;
  const chosen = getSelection();
  const part = hit.querySelector(".there").contains(chosen.anchorNode) ? String(chosen).trim() : "";
  close();
  typeIn(area, part || hit.dataset.text);
  announce(t("inserted"));
}

box.addEventListener("submit", (event) => { event.preventDefault(); search(); });
box.addEventListener("mousedown", (event) => { if (event.target.closest("[data-hit]")) event.preventDefault(); }); // the selection stays
box.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]")) close();
  else if (event.target.closest("[data-hit]")) insert(event.target.closest("li"));
});
box.addEventListener("keydown", (event) => {
  const { code } = event;
  const all = hits();
  const at = all.indexOf(document.activeElement);
  const digit = event.ctrlKey && !event.shiftKey && !event.altKey && /^(?:Digit|Numpad)([1-9])$/.exec(code);
  if (code === "Escape") close();
  else if (digit) insert(all[digit[1] - 1]);
  else if (code === "ArrowDown" && !event.altKey) all[Math.min(at + 1, all.length - 1)]?.focus();
  else if (code === "ArrowUp" && !event.altKey && at >= 0) (all[at - 1] ?? field).focus();
  else if (code === "Enter" && at >= 0) insert(all[at]);
  else return;
  event.preventDefault();
});
