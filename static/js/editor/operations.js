// Changes of shape: one command each, told to the server with the versions on screen, undone by its own inverse.

import { newKey, make, points, t } from "./words.js";
import { request } from "../session.js";
import { announce, toast } from "../toast.js";
import { article, goTo, inOrder, isOpen, refresh, rows, shape, source, units } from "./grid.js";

let queue = null;
let saveAll = null;
let tell = null;
const kept = `shapes:${article}`;
const done = [];
try { done.push(...JSON.parse(sessionStorage.getItem(kept))); } catch { /* nothing there, or storage is off */ }
const forget = (inverse) => { if (done.includes(inverse)) done.splice(done.indexOf(inverse), 1); keep(); };
function keep() { try { sessionStorage.setItem(kept, JSON.stringify(done.slice(-50))); } catch { /* until the page is left, then */ } }
/** `tell()` is called whenever a change of shape sets out or has arrived. */
export function prepare(parts) { ({ queue, saveAll, tell } = parts); }

/** Into the run or out of it; the field says so, for whoever hears the page. */
export function pick(unit, on) {
  unit.row.classList.toggle("picked", on);
  (unit.area ?? unit.row.querySelector("button"))?.[on ? "setAttribute" : "removeAttribute"]("aria-description", t("chosen"));
}
/** The sentences that were chosen together, in order; none where nobody chose. */
export const picked = () => inOrder().filter((unit) => unit.row.classList.contains("picked"));
export function clearRun() {
  const run = picked();
  for (const unit of inOrder()) pick(unit, false);
  const bar = document.getElementById("run");
  if (bar) bar.hidden = true;
  return run.length > 0;
}

let put = null; // where the last change left the focus
let typed = 0; // when somebody last wrote in a field, by hand
rows.addEventListener("beforeinput", () => { typed = performance.now(); });
let going = Promise.resolve();
let waiting = 0;
/** One change of shape after another, undoing too: keys may be faster than the server. */
function inTurn(act) {
  waiting += 1;
  tell();
  const over = () => { waiting -= 1; tell(); };
  const turn = going.then(act, act);
  going = turn.then(over, over);
  return turn;
}
/** Whether a change of shape is on its way: the page is not saved before it has arrived. */
export const underWay = () => waiting > 0;
/** Resolves when every change of shape asked for so far has been answered. */
export const settled = () => going;

const mark = () => ({ field: document.activeElement, time: performance.now() });

/** Do `op` to `chosen`, or to what it finds in its turn (null: nothing to do); `then(answer)` says which unit has the focus afterwards. */
export function operate(op, chosen, params = {}, then = () => null) {
  clearRun();
  saveAll();
  const from = mark();
  return inTurn(async () => {
    const run = typeof chosen === "function" ? chosen() : chosen;
    if (!run) return false;
    const back = () => { if (document.activeElement === document.body) goTo(units.get(run[0]?.id)); return false; }; // a form had it
    if (run.some((unit) => units.get(unit.id) !== unit)) { toast(t("structure_changed"), { kind: "bad" }); return back(); } // by the command before
    if (!(await queue.flush(run))) { toast(t("not_flushed"), { kind: "bad" }); return back(); }
    return (await send({ op, units: run.map(({ id, version }) => ({ id, version })), ...params }, `op_${op}`, then, from)) || back();
  });
}

/** Saves wait until the shape has changed, for it changes neighbours too: what is typed meanwhile goes on top of it. */
async function send(body, words, then, from) {
  await queue.hold();
  try { return await exchange(body, words, then, from); } finally { queue.letGo(); }
}

async function exchange(body, words, then, from) {
  let response;
  let answer = {};
  try {
    response = await request(`/api/v1/articles/${article}/operations`, {
      method: "POST", json: body, headers: { "If-Match": `"${shape.version}"`, "Idempotency-Key": newKey() },
    });
    answer = await response.json().catch(() => ({}));
  } catch { toast(t("failed"), { kind: "bad" }); return false; }
  if (!response.ok) {
    if (response.status === 412) {
      await refresh({ take: body.units.map(({ id }) => id) }); // the field one is in too, or it would be refused again
      toast({ structure_changed: t("structure_changed"), unit_changed: t("unit_changed") }[answer.code] ?? answer.detail ?? t("failed"), { kind: "bad" });
    }
    else toast(answer.detail ?? t("failed"), { kind: "bad" });
    if (["operation_reverted", "revert_other_revision"].includes(answer.code)) forget(body); // never again
    return false;
  }
  const own = answer.changed.map((unit) => unit.id);
  await refresh({ own });
  const at = document.activeElement;
  const to = then(answer);
  const next = to?.focus ? to : units.get(to) ?? (at === document.body ? units.get(own[0]) ?? inOrder()[0] : null);
  // Who writes by now, or went elsewhere, is not called back in the middle of a word.
  const stayed = at === document.body || [from.field, put].includes(at); // a menu opened meanwhile is elsewhere too
  if (next && stayed && (!at.matches("textarea, input") || typed < from.time)) { if (next === to) to.focus(); else goTo(next); put = document.activeElement; }
  if (words === "op_revert") { announce(t("operation_undone")); return true; }
  done.push(answer.inverse);
  keep();
  announce(t(words));
  toast(t(words), { action: { label: t("operation_undo"), run: () => undo(answer.inverse) } });
  return true;
}

/** Take back the last change of shape, or the one given. */
export function undo(given) {
  saveAll();
  const from = mark();
  return inTurn(async () => {
    const inverse = given ?? done.at(-1);
    if (!inverse) { announce(t("nothing_to_undo")); toast(t("nothing_to_undo"), { seconds: 3 }); return; }
    const ids = inverse.units.map((unit) => unit.id);
    await queue.flush(ids.map((id) => units.get(id)).filter(Boolean));
    // What was written since is not taken away: the server says so.
    if (await send(inverse, "op_revert", (answer) => answer.changed[0]?.id, from)) forget(inverse);
  });
}

export function merge(unit) {
  const run = picked();
  if (run.length > 1) { operate("merge", run, {}, () => run[0].id); return; }
  operate("merge", () => {
    const all = inOrder();
    const next = all[all.indexOf(unit) + 1];
    if (!next) announce(t("no_next"));
    return next ? [unit, next] : null;
  }, {}, () => unit.id);
}

export const add = (unit) => operate("add", [unit], {}, (answer) => answer.changed.at(-1)?.id);
export const remove = (unit) => operate("remove", [unit], {}, () => inOrder()[Math.max(0, inOrder().indexOf(unit) - 1)]?.id);
export const putBack = (unit) => operate("put_back", picked().length ? picked() : [unit], {}, () => unit.id);
export const rewrite = (unit) => operate("rewrite", picked().length ? picked() : () => inOrder().filter((u) => u.block === unit.block && u.shown !== "omitted"), {}, (answer) => answer.changed[0]?.id);
/** Later, or no longer, for a run; false where there is none. */
export function later(unit) {
  const run = picked();
  if (run.length) operate(run.every((u) => ["later", "omitted"].includes(u.shown)) ? "put_back" : "later", run, {}, () => unit.id);
  return run.length > 0;
}

/** A small form under the row; resolves when it is sent or closed. Enter sends, Escape closes. */
export function openForm(unit, template, fill, submit) {
  unit.row.querySelector(".inline-form")?.remove();
  const form = document.getElementById(template).content.firstElementChild.cloneNode(true);
  const close = (back = true) => { form.remove(); if (back) goTo(unit); };
  unit.row.querySelector(".edit").append(form);
  const first = fill(form) ?? form.querySelector("input:checked, input, button");
  form.addEventListener("keydown", (event) => {
    if (event.code === "Escape") { event.preventDefault(); event.stopPropagation(); close(); }
    if (event.code === "Enter" && event.target.matches("input")) { event.preventDefault(); form.requestSubmit(); }
    const reason = event.target.matches("[name=reason]") && form.querySelectorAll("[name=reason]")[/^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1] - 1];
    if (reason) { event.preventDefault(); reason.checked = true; form.requestSubmit(); }
  });
  form.querySelector("[data-cancel]").addEventListener("click", () => close());
  form.addEventListener("submit", (event) => { event.preventDefault(); close(false); submit(form); });
  first.focus();
  form.scrollIntoView({ block: "nearest" });
}
export const reasonOf = (form) => form.elements.own.value.trim() || form.elements.reason.value;

export function omit(unit) {
  const chosen = picked();
  if (chosen.length && chosen.every((u) => u.shown === "omitted")) { putBack(unit); return; }
  openForm(unit, "omit-template", (form) => { form.elements.count.closest(".field").hidden = chosen.length > 0; return null; }, (form) => {
    const all = inOrder();
    const at = all.indexOf(chosen[0] ?? unit);
    const run = chosen.length ? chosen : all.slice(at, at + Math.max(1, Number(form.elements.count.value) || 1));
    operate("omit", run, { reason: reasonOf(form) }, () => {
      const written = inOrder().filter((u) => u.area);
      const next = inOrder().slice(at + run.length).find((u) => u.area) ?? written.find(isOpen);
      return next?.id ?? document.getElementById("submit") ?? written[0]?.id; // the tail of a story is often what is left out last
    });
  });
}

const WORD = /\S+\s*/gu;

/** Split: the text at the caret, the original at a word, first guessed where as much of it is behind. */
export function split(unit) {
  const { area } = unit;
  const original = source(unit);
  const cuts = [...original.matchAll(WORD)].map((match) => match.index).slice(1);
  if (!cuts.length || unit.kind === "added") { toast(t("failed")); return; }
  const caret = area.selectionStart;
  const share = area.value.length ? caret / area.value.length : 0.5;
  const wanted = original.length * (share > 0 && share < 1 ? share : 0.5);
  // A cut after a full stop or a comma is likelier than one in the middle of a phrase.
  const cost = (cut) => Math.abs(cut - wanted) - (/[.!?…]["»”)]*\s*$/u.test(original.slice(0, cut)) ? 40 : /[,;:—–]\s*$/u.test(original.slice(0, cut)) ? 15 : 0);
  let at = cuts.reduce((best, cut, n) => (cost(cut) < cost(cuts[best]) ? n : best), 0);
  openForm(unit, "split-template", (form) => {
    const show = () => {
      form.querySelector(".split-source").replaceChildren(original.slice(0, cuts[at]), make("span", "split-mark", "|", { "aria-hidden": "true" }), original.slice(cuts[at]));
      announce(original.slice(0, cuts[at]));
    };
    form.querySelector(".split-target").replaceChildren(area.value.slice(0, caret), make("span", "split-mark", "|", { "aria-hidden": "true" }), area.value.slice(caret));
    const move = (step) => { at = Math.min(cuts.length - 1, Math.max(0, at + step)); show(); };
    form.addEventListener("click", (event) => { const b = event.target.closest("[data-move]"); if (b) move(Number(b.dataset.move)); });
    form.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.code];
      if (step) { event.preventDefault(); move(step); }
    });
    show();
    return form.querySelector(".primary");
  }, () => {
    const before = new Set(units.keys());
    operate("split", [unit], { source_at: points(original, cuts[at]), target_at: points(area.value, caret) }, (answer) => answer.changed.find((u) => !before.has(u.id))?.id);
  });
}
