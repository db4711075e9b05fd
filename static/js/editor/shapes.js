// Runs of sentences and the blocks they stand in: choosing, moving, joining, splitting, retyping.

import { announce, toast } from "../toast.js";
import { goTo, inOrder, rows } from "./grid.js";
import { clearRun, merge, omit, openForm, operate, pick, picked, putBack, rewrite } from "./operations.js";
import { t } from "./words.js";

const RUNNING = { lede: "paragraph", paragraph: "paragraph", subhead: "subhead", item: "list_item", quote: "quote" };
const kindOf = (unit) => RUNNING[Object.keys(RUNNING).find((look) => unit.row.classList.contains(look))];
const isHead = (unit) => unit.row.matches(".headline, .standfirst, .byline, .dateline");
let anchor = null;
let head = null;
let bar = null;

function show() {
  const all = inOrder();
  const [from, to] = [all.indexOf(anchor), all.indexOf(head)].sort((a, b) => a - b);
  all.forEach((unit, n) => pick(unit, n >= from && n <= to));
  const words = t("picked", { num: to - from + 1, range: [...new Set([all[from].n, all[to].n])].join("–") });
  if (!bar) {
    bar = document.getElementById("run-template").content.firstElementChild;
    bar.addEventListener("mousedown", (event) => event.preventDefault());
    bar.addEventListener("click", (event) => {
      const name = event.target.closest("[data-run]")?.dataset.run;
      if (name) act(name, anchor);
    });
  }
  if (!bar.isConnected) rows.after(bar);
  bar.hidden = false;
  bar.querySelector(".run-words").textContent = words;
  announce(words);
  head.row.scrollIntoView({ block: "nearest" });
}

/** Take one more (or less) sentence into the run that begins at the one with the focus. */
export function extend(unit, step) {
  if (!unit) return;
  const chosen = picked();
  if (!chosen.includes(anchor) || !chosen.includes(unit)) [anchor, head] = [unit, unit];
  const all = inOrder();
  head = all[all.indexOf(head) + step] ?? head;
  show();
}

/** Everything from the sentence with the focus to the one that was clicked. */
export function extendTo(from, unit) {
  if (!picked().includes(anchor)) anchor = from ?? unit;
  head = unit;
  goTo(anchor);
  show();
}

const run = (unit) => (picked().length ? picked() : [unit]);

/** One place up or down: a sentence among its neighbours, whole blocks past the next block. */
export function move(unit, step) {
  if (!unit) return;
  const chosen = run(unit);
  const place = {};
  operate("move", () => (findPlace(chosen, step, place) ? chosen : null), place, () => unit.id);
}

function findPlace(chosen, step, place) {
  const all = inOrder();
  const edge = all.indexOf(step > 0 ? chosen.at(-1) : chosen[0]) + step;
  let to = edge;
  const fixed = (n) => all[n] && !kindOf(all[n]);
  while (fixed(to) && !isHead(all[to])) to += step;  // past a picture or a table as a whole
  if (to !== edge) to -= step;
  if (!all[to] || isHead(all[to])) { announce(t("move_end")); return false; }
  place[step > 0 ? sideOf(chosen, all[to]) : "before"] = all[to].id;
  return true;
}

/** A sentence that leaves its block downwards goes to the front of the next one. */
function sideOf(chosen, to) {
  const blocks = new Set(chosen.map((u) => u.block));
  const part = inOrder().some((u) => blocks.has(u.block) && !chosen.includes(u));
  return part && !blocks.has(to.block) && kindOf(to) ? "before" : "after";
}

function act(name, unit) {
  ({
    merge, omit, rewrite, put_back: putBack, later: () => operate("later", picked(), {}, () => unit.id),
    up: () => move(unit, -1), down: () => move(unit, 1), join_blocks: () => operate("join_blocks", picked(), {}, () => unit.id),
    block: () => block(unit), clear: () => { clearRun(); goTo(unit); announce(t("picked_none")); },
  })[name](unit);
}

/** The menu of what can be done with a block: arrows choose, Enter does it, Escape closes. */
export function block(unit) {
  if (!unit) return;
  const chosen = run(unit);
  if (!chosen.every(kindOf)) { toast(t("block_fixed"), { seconds: 4 }); announce(t("block_fixed")); return; }
  openForm(unit, "block-template", (form) => {
    const buttons = [...form.querySelectorAll("[data-block]")];
    for (const button of buttons) {
      const [op, kind] = button.dataset.block.split(":");
      if (kind) button.setAttribute("aria-pressed", String(chosen.every((u) => kindOf(u) === kind)));
      button.addEventListener("click", () => {
        form.remove();
        goTo(unit);
        if (op === "up" || op === "down") move(unit, op === "up" ? -1 : 1);
        else if (op === "extend") extend(unit, 1);
        else operate(op, op === "split_block" ? [unit] : chosen, kind ? { kind } : {}, () => unit.id);
      });
    }
    form.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.code];
      if (!step || event.altKey) return;
      event.preventDefault();
      buttons.at((buttons.indexOf(document.activeElement) + step) % buttons.length).focus();
    });
    return buttons.find((b) => b.getAttribute("aria-pressed") === "false") ?? buttons[0];
  }, () => {});
}
