// Mending a sentence in place, saved by the editor's queue. In review a saved sentence is a confirmed one.

import { createQueue } from "../editor/queue.js";
import { openMirror, tellUnsent } from "../editor/store.js";
import { helpTyping } from "../editor/typing.js";
import { setAside, versus } from "../editor/versus.js";
import { fit, t, typeIn, typeOver } from "../editor/words.js";
import { toast } from "../toast.js";
import { keepApart } from "./apart.js";
import { flushOriginal, isOriginal, saveOriginal } from "./original.js";
import { article, fetchText, forgetUnder, isSaying, patchText, place, screen, sentenceOf, showText, stand, versions } from "./text.js";

const IDLE = 800;
const mirror = openMirror(document.documentElement.dataset.user ?? "", article, () => { if (queue.unsent.length) tellState(); });
const saved = document.getElementById("saved");
const units = new Map();
/** Mends of this page, the newest last: {id, number, before, status, after}. */
const mends = [];
let open = null;
let timer = 0;

helpTyping(place, JSON.parse(place.dataset.typing));
function tellState() {
  tellUnsent(saved, mirror, { count: queue.unsent.length, bad: queue.failing || queue.unsent.some((unit) => unit.stuck || unit.conflict), t });
}
export const isMending = () => open !== null;

export const queue = createQueue({
  mirror,
  hooks: {
    state: tellState,
    saved(unit, answer) { versions.set(String(unit.id), String(answer.version)); if (!open) sync(); },
    conflict(unit, problem, mine) { meet(unit, problem, mine); },
    refused(unit, problem) { if (open?.unit === unit) open.told.textContent = problem.detail ?? t("failed"); },
    closed(problem) { toast(`${problem.detail ?? ""} ${t("closed")}`, { kind: "bad", seconds: 0 }); },
  },
});

/** Everything typed here is at the server. */
export const flush = async () => (await flushOriginal()) && queue.flush();

function unitFor(node) {
  if (isOriginal) return { id: node.dataset.id, version: 1, saved: node.dataset.text };
  const id = Number(node.dataset.id);
  if (!units.has(id)) units.set(id, { id, wanted: null, flight: null, stuck: null, conflict: null });
  const unit = units.get(id);
  const newer = Number(node.dataset.v) >= (unit.version ?? 0); // a save may have been answered and not be on screen yet
  if (newer && !unit.wanted && !unit.flight && !unit.conflict) Object.assign(unit, { version: Number(node.dataset.v), saved: node.dataset.text, status: node.dataset.status });
  return unit;
}

/** Open a sentence for mending; the one open before is finished first. */
export function mend(node, text = node?.dataset.text) {
  if (!node || place.dataset.edit !== "1" || node.dataset.status === "omitted") return;
  finish();
  stand(node, false);
  const box = document.getElementById("mend-template").content.firstElementChild.cloneNode(true);
  const area = box.querySelector("textarea");
  const unit = unitFor(node);
  open = { node, unit, box, area, told: box.querySelector(".told"), before: node.dataset.text, status: node.dataset.status };
  area.value = text;
  area.setAttribute("aria-label", t("edit_label", { number: node.dataset.n }));
  node.hidden = true;
  (node.closest("table") ?? node).after(box);
  area.addEventListener("input", () => {
    fit(area);
    open.told.textContent = "";
    mirror.keep(unit.id, { text: area.value, status: "confirmed", version: unit.version });
    clearTimeout(timer);
    timer = setTimeout(save, IDLE);
  });
  area.addEventListener("blur", save);
  area.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.code === "Escape" || ((event.ctrlKey || event.metaKey) && /Enter$/.test(event.code))) { event.preventDefault(); event.stopPropagation(); finish(); }
  });
  box.querySelector("[data-finish]").addEventListener("click", () => finish());
  box.querySelector("[data-cancel]").addEventListener("click", () => { area.value = open.before; finish(); });
  fit(area);
  area.focus({ preventScroll: true });
  box.scrollIntoView({ block: "nearest" });
  area.setSelectionRange(area.value.length, area.value.length);
}

function save() {
  clearTimeout(timer);
  if (!open) return false;
  const { unit, area } = open;
  if (!area.value.trim()) { open.told.textContent = t("confirm_empty"); return false; }
  if (isOriginal) return true; // each save is a revision: one when the sentence is finished
  if (area.value !== unit.saved || unit.wanted || unit.flight) queue.want(unit, area.value, "confirmed");
  else mirror.drop(unit.id);
  return true;
}

export function finish() {
  if (!open || !save()) return !open;
  const { node, unit, box, area, before, status } = open;
  open = null;
  box.remove();
  node.hidden = false;
  if (node.dataset.text !== area.value) {
    mends.push({ id: unit.id, number: node.dataset.n, before, status, after: area.value });
    putText(node, area.value, "confirmed");
    if (isOriginal) mendOriginal(unit.id, area.value);
  } else if (isOriginal) mirror.drop(unit.id);
  stand(node);
  flush().then((done) => { if (done) sync(); });
  return true;
}

/** On screen until the server's own comes. */
function putText(node, text, status) {
  Object.assign(node.dataset, { text, status });
  node.querySelector(".clean")?.replaceChildren(text);
  for (const old of node.querySelectorAll(".against, .since")) old.remove();
}

/** Undo the last mend, which may be saved long since; what somebody changed after it stays. */
export function undoMend() {
  if (place.dataset.edit !== "1" || !finish()) return;
  const last = mends.pop();
  if (!last) { toast(t("nothing_mended")); return; }
  const node = sentenceOf(last.id);
  if (node?.dataset.text !== last.after) { toast(t("mend_overtaken", { number: last.number })); stand(node); return; }
  if (isOriginal) mendOriginal(last.id, last.before);
  else queue.want(unitFor(node), last.before, last.status);
  putText(node, last.before, last.status);
  stand(node);
  flush().then((done) => { if (done) sync(); });
  toast(t("mend_undone", { number: node.dataset.n }));
}

/** What the server does not take stands apart, to be put back into the sentence as it is now. */
function mendOriginal(id, text) {
  const failed = async (problem) => {
    const at = mends.findLastIndex((mend) => mend.id === id && mend.after === text);
    const [last] = at < 0 ? [] : mends.splice(at, 1);
    if (last && sentenceOf(id)) putText(sentenceOf(id), last.before, last.status);
    saved.textContent = t("unsent", { num: 1 });
    await sync();
    toast(problem.detail ?? t("failed"), { kind: "bad" });
    keepApart({ id, text, into: id, words: problem.detail ?? t("failed") }, { mirror, put: append });
  };
  saved.textContent = t("saving");
  saveOriginal(id, text, { failed, saved: async () => { mirror.drop(id); saved.textContent = t("saved"); await sync(true); } });
}

let syncing = null;
let asked = 0;
/** Take in the text as it is now. What others changed is shown and must be seen before publishing. */
export function sync(own = false) {
  asked += 1;
  syncing ??= takeIn(own);
  return syncing;
}

/** `own`: a revision of this page's own was just made of the one on screen, so nobody else's can be in it. */
async function takeIn(own) {
  try {
    for (;;) {
      const mine = asked;
      const fresh = await fetchText();
      if (queue.unsent.length) return; // asked for again when that is saved
      if (mine !== asked) continue; // a save was answered meanwhile: this text may be older
      const foreign = own ? [] : fresh.others.filter((node) => node.dataset.id !== String(open?.unit.id));
      if (own) fresh.others = [];
      const shaped = (!own && fresh.gone.length > 0) || (open && foreign.some((node) => !sentenceOf(node.dataset.id)));
      const beside = screen.takeFields?.(fresh.fields);
      if (open || isSaying()) patchText(fresh, String(open?.unit.id));
      else showText(fresh);
      const words = [foreign.length ? t("changed_under", { numbers: foreign.map((node) => node.dataset.n).join(", ") }) : "", shaped ? t("shaped_under") : ""];
      if (fresh.state !== place.dataset.state) { place.dataset.edit = "0"; tellUnder(t("moved_under"), () => location.reload()); }
      else if (foreign.length || shaped) tellUnder(words.filter(Boolean).join(" "));
      else if (beside) tellUnder(t("changed_fields"));
      return;
    }
  } catch { /* publishing asks for the hash anyway */ } finally { syncing = null; }
}

/** Say that something changed under the reader's eyes, and wait until it is seen. */
export function tellUnder(words, seen = null) {
  const box = document.getElementById("under");
  if (screen.unseen === words) return;
  screen.unseen = words;
  box.querySelector("p").textContent = words;
  box.hidden = false;
  box.querySelector("[data-show]").hidden = !screen.under.size;
  box.querySelector("[data-show]").onclick = () => {
    const all = [...place.querySelectorAll(".changed-under")];
    stand(all[all.findIndex((node) => node.classList.contains("here")) + 1] ?? all[0]);
  };
  box.querySelector("[data-seen]").onclick = () => {
    forgetUnder();
    box.hidden = true;
    seen?.();
    if (!open) stand(place.querySelector(".sentence.here") ?? place.querySelector(".sentence"));
    else open.area.focus();
  };
}

// Others may change the text at any time: it is asked for again now and then, and when one comes back to the page.
const EVERY = 15_000;
const look = () => { if (document.visibilityState === "visible" && place.dataset.state === "review") sync(); };
setInterval(look, EVERY);
document.addEventListener("visibilitychange", look);

/** The words of a sentence that is no more, or left out, are kept beside the text; its field goes. */
function setApart(unit, problem, text) {
  queue.release(unit, unit.version, null);
  mirror.keep(unit.id, { text, status: "confirmed", version: unit.version });
  if (open?.unit === unit) {
    clearTimeout(timer);
    open.box.remove();
    open.node.hidden = false;
    open = null;
  }
  const omitted = problem.code === "unit_omitted";
  sync().then(() => keepApart({ id: unit.id, text, omitted, into: problem.current?.id }, { mirror, put: append }));
}
function append(node, words) {
  mend(node);
  if (open?.node !== node) return false;
  typeIn(open.area, `${open.area.value.trim() ? " " : ""}${words}`);
  return true;
}

function meet(unit, problem, mine) {
  const theirs = problem.current;
  unit.wanted = null;
  if (!theirs?.version || problem.code !== "unit_changed") {
    const text = open?.unit === unit ? open.area.value : mine.text;
    setAside(mirror, unit.id, text, unit.version);
    setApart(unit, problem, text);
    return;
  }
  if (theirs.text === mine.text) { Object.assign(unit, { saved: theirs.text, status: theirs.status }); queue.release(unit, theirs.version, theirs.status === "confirmed" ? null : mine); return; }
  unit.conflict = { theirs, mine, base: problem.base ?? unit.saved };
  const node = sentenceOf(unit.id);
  const here = () => open?.unit === unit;
  const end = (text) => {
    box.remove();
    if (text === null) { Object.assign(unit, { saved: theirs.text, status: theirs.status }); versions.set(String(unit.id), String(theirs.version)); }
    queue.release(unit, theirs.version, text === null ? null : { text, status: "confirmed" });
    if (here() && text === null) { open.area.focus(); typeOver(open.area, theirs.text); finish(); }
    if (!open) sync();
  };
  const box = versus(unit, {
    lang: node.closest("[lang]").lang, mirror,
    mine: () => (here() ? open.area.value : unit.conflict?.mine.text ?? mine.text),
    field() { if (!here()) mend(sentenceOf(unit.id), unit.conflict.mine.text); open.area.focus(); return open.area; },
    keep: (text) => end(text),
    take: () => end(null),
  });
  (here() ? open.box : node).after(box);
}

/** What an earlier page could not send is opened again as it was typed. */
export async function restore() {
  for (const entry of await mirror.list()) {
    const node = sentenceOf(entry.unit);
    if (node?.dataset.text === entry.text) { mirror.drop(entry.unit); continue; }
    if (place.dataset.edit !== "1") continue;
    if (!node || node.dataset.status === "omitted") { keepApart({ id: entry.unit, text: entry.text, omitted: Boolean(node) }, { mirror, put: append }); continue; }
    mend(node, entry.text);
    open.unit.version = entry.version;
    toast(t("restored", { num: 1 }), { seconds: 0 });
    return;
  }
}

addEventListener("pagehide", () => { save(); queue.leave(); });
