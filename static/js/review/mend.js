// Mending a sentence in place, saved by the editor's queue. In review a saved sentence is a confirmed one.

import { createQueue } from "../editor/queue.js";
import { openMirror } from "../editor/store.js";
import { setAside, versus } from "../editor/versus.js";
import { fit, t, typeOver } from "../editor/words.js";
import { toast } from "../toast.js";
import { article, fetchText, place, screen, sentenceOf, showText, stand, versions } from "./text.js";

const IDLE = 800;
const mirror = openMirror(document.documentElement.dataset.user ?? "", article);
const saved = document.getElementById("saved");
const units = new Map();
let open = null;
let timer = 0;

export const isMending = () => open !== null;

export const queue = createQueue({
  mirror,
  hooks: {
    state() {
      const count = queue?.unsent.length ?? 0;
      const bad = count && (queue.failing || queue.unsent.some((unit) => unit.stuck || unit.conflict));
      saved.textContent = bad ? t(mirror.safe ? "unsent" : "unsent_unsafe", { num: count }) : count ? t("saving") : t("saved");
      saved.classList.toggle("bad", Boolean(bad));
    },
    saved(unit, answer) { versions.set(String(unit.id), String(answer.version)); if (!open) sync(); },
    conflict(unit, problem, mine) { meet(unit, problem, mine); },
    refused(unit, problem) { if (open?.unit === unit) open.told.textContent = problem.detail ?? t("failed"); },
    closed(problem) { toast(`${problem.detail ?? ""} ${t("closed")}`, { kind: "bad", seconds: 0 }); },
  },
});

function unitFor(node) {
  const id = Number(node.dataset.id);
  if (!units.has(id)) units.set(id, { id, wanted: null, flight: null, stuck: null, conflict: null });
  const unit = units.get(id);
  if (!unit.wanted && !unit.flight && !unit.conflict) Object.assign(unit, { version: Number(node.dataset.v), saved: node.dataset.text, status: node.dataset.status });
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
  open = { node, unit, box, area, told: box.querySelector(".told"), before: node.dataset.text };
  area.value = text;
  area.setAttribute("aria-label", t("edit_label", { number: node.dataset.n }));
  node.hidden = true;
  node.after(box);
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
  if (area.value !== unit.saved || unit.wanted || unit.flight) queue.want(unit, area.value, "confirmed");
  else mirror.drop(unit.id);
  return true;
}

export function finish() {
  if (!open || !save()) return !open;
  const { node, box, area } = open;
  open = null;
  box.remove();
  node.hidden = false;
  if (node.dataset.text !== area.value) {
    node.dataset.text = area.value;
    for (const part of node.querySelectorAll(".clean, .against")) part.textContent = area.value;
  }
  stand(node);
  queue.flush().then((done) => { if (done) sync(); });
  return true;
}

let syncing = null;
let asked = 0;
/** Take in the text as it is now. What others changed is shown and must be seen before publishing. */
export function sync() {
  asked += 1;
  syncing ??= takeIn();
  return syncing;
}

async function takeIn() {
  try {
    for (;;) {
      const mine = asked;
      const fresh = await fetchText();
      if (open || queue.unsent.length) return; // asked for again when that is finished
      if (mine !== asked) continue; // a save was answered meanwhile: this text may be older
      const foreign = [...fresh.others.map((node) => node.dataset.n), ...fresh.gone.map(() => "–")];
      showText(fresh);
      if (foreign.length) tellUnder(t("changed_under", { numbers: foreign.join(", ") }));
      return;
    }
  } catch { /* publishing asks for the hash anyway */ } finally { syncing = null; }
}

/** Say that something changed under the reader's eyes, and wait until it is seen. */
export function tellUnder(words) {
  const box = document.getElementById("under");
  screen.unseen = words;
  box.querySelector("p").textContent = words;
  box.hidden = false;
  box.querySelector("button").onclick = () => {
    screen.unseen = null;
    box.hidden = true;
    for (const node of place.querySelectorAll(".changed-under")) node.classList.remove("changed-under");
    stand(place.querySelector(".sentence.here") ?? place.querySelector(".sentence"));
  };
}

function meet(unit, problem, mine) {
  const theirs = problem.current;
  unit.wanted = null;
  if (!theirs?.version || problem.code !== "unit_changed") {
    toast(problem.detail ?? t("failed"), { kind: "bad", seconds: 0 });
    queue.release(unit, unit.version, null);
    setAside(mirror, unit.id, mine.text, unit.version);
    sync();
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
    if (!node || node.dataset.text === entry.text) { if (node) mirror.drop(entry.unit); continue; }
    if (place.dataset.edit !== "1") continue;
    mend(node, entry.text);
    open.unit.version = entry.version;
    toast(t("restored", { num: 1 }), { seconds: 0 });
    return;
  }
}

addEventListener("pagehide", () => { save(); queue.leave(); });
