// The grid: wiring of the modules beside it. Focus never waits for the server, and no answer touches a field one is in.

import { icon } from "../icon.js";
import { labelKeys, offerActions } from "../keys.js";
import { watchPresence } from "../presence.js";
import { request } from "../session.js";
import { announce, toast } from "../toast.js";
import { flushFields, goBeside, takeBack } from "./beside.js";
import * as conflicts from "./conflicts.js";
import { article, count, findNext, goTo, inOrder, isClean, isOpen, paint, readAll, readOnly, refresh, rows, showFindings, source, tell, unitOf, units } from "./grid.js";
import { watchJob } from "./job.js";
import { readKey } from "./keys.js";
import * as operations from "./operations.js";
import * as panel from "./panel.js";
import { createQueue } from "./queue.js";
import * as shapes from "./shapes.js";
import { openMirror, tellUnsent } from "./store.js";
import { findTokens, writeToken } from "./tokens.js";
import { helpTyping } from "./typing.js";
import { fit, make, newKey, t, typeIn, typeOver } from "./words.js";

const IDLE = 800;
const get = (id) => document.getElementById(id);
const mirror = openMirror(document.documentElement.dataset.user ?? "", article, () => showState());
const submitButton = get("submit");
let active = null;

// ---- saving ----
const queue = createQueue({
  mirror,
  hooks: {
    state: showState,
    saved(unit, answer) {
      Object.assign(unit, { machine: answer.machine_text ?? unit.machine });
      unit.row.dataset.v = answer.version;
      if (!unit.wanted && !unit.timer && unit.area && unit.area.value === answer.text) {
        const told = answer.findings.filter((f) => !f.dismissed && !unit.known.some((known) => known.message === f.message)).map((f) => f.message);
        if (told.length) announce([t("sentence", { number: unit.n }), ...new Set(told)].join(". "));
        unit.shown = answer.status;
        showFindings(unit, answer.findings);
      }
      paint(unit);
      count();
      panel.renew(unit);
      rows.dispatchEvent(new Event("changed"));
      const chip = document.querySelector(".bar .chip.draft"); // the first save starts a draft
      if (chip) { chip.className = "chip translate"; chip.replaceChildren(icon("translate"), t("state_now_translate")); }
    },
    conflict(unit, problem, mine) { conflicts.meetConflict(unit, problem, mine); },
    refused(unit, problem) { tell(unit, problem.detail ?? t("failed")); paint(unit); },
    closed(problem) {
      get("shut").querySelector("div").textContent = `${problem.detail ?? ""} ${t("closed")}`;
      get("shut").hidden = false;
    },
  },
});
conflicts.prepare({ queue, mirror });
operations.prepare({ queue, saveAll: () => saveAll(), tell: () => showState() });

function showState() {
  const place = get("saved");
  const count = new Set([...queue.unsent, ...[...units.values()].filter((unit) => unit.timer)]).size;
  const bad = queue.failing || queue.unsent.some((unit) => unit.stuck || unit.conflict);
  tellUnsent(place, mirror, { count, bad, t, box: place.parentElement, shaping: operations.underWay() });
  get("try-now").hidden = !(queue.failing && queue.paused !== "closed" && count);
  for (const unit of queue.unsent) paint(unit);
}
get("try-now").addEventListener("click", () => queue.retry());
get("read-through").addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || matchMedia("(max-width: 48rem)").matches) return; // the page
  event.preventDefault();
  anywhere.reading(active);
});
get("reload").addEventListener("click", () => location.reload());

function saveNow(unit) {
  if (!unit?.timer) return;
  unit.timer = clearTimeout(unit.timer);
  queue.want(unit, unit.area.value, unit.shown);
}
const saveAll = () => { for (const unit of units.values()) saveNow(unit); };

rows.addEventListener("went", ({ detail }) => saveNow(detail)); // what was just typed there is told to the server at once: it says where to

rows.addEventListener("input", (event) => {
  const unit = unitOf(event.target);
  if (!unit || event.target !== unit.area || unit.taking) return;
  const text = unit.area.value;
  unit.shown = text === unit.saved && !unit.flight ? unit.status : text.trim() ? "draft" : "empty";
  tell(unit, "");
  fit(unit.area);
  paint(unit);
  showFindings(unit);
  if (unit.row.classList.contains("headline") && text.trim()) Object.assign(get("article-title"), { textContent: text, lang: rows.dataset.lang });
  mirror.keep(unit.id, { text, status: "draft", version: unit.version });
  clearTimeout(unit.timer);
  unit.timer = setTimeout(() => saveNow(unit), IDLE);
  showState();
});
addEventListener("pagehide", () => { saveAll(); queue.leave(); });
addEventListener("beforeunload", (event) => { if (!mirror.safe && queue.unsent.length) event.preventDefault(); });
document.addEventListener("visibilitychange", () => { if (document.hidden) saveAll(); });

// ---- moving and confirming ----
function activate(unit) {
  if (!unit || (active === unit && (!tools || unit.row.contains(tools)))) return;
  active?.row.classList.remove("active");
  active = unit;
  unit.row.classList.add("active");
  if (tools && unit.area) {
    tools.querySelector('[data-do="remove"]').hidden = unit.kind !== "added";
    for (const name of ["source", "omit", "split"]) tools.querySelector(`[data-do="${name}"]`).hidden = unit.kind === "added";
    tools.querySelector(".from-where").textContent = unit.from && unit.machine === unit.area.value ? unit.engine || t(`state_${unit.from}`).split(",")[0] : "";
    const marks = [...new Set(findTokens(source(unit)).map((token) => token.replace(/\D/g, "")))].slice(0, 9);
    tools.querySelector(".token-buttons").replaceChildren(...marks.map((n) => make("button", "tag-button", n, { type: "button", "data-token": n, title: `Ctrl+Shift+${n}`, "aria-label": t("put_it_in", { token: `{${n}}` }) })));
    unit.row.querySelector(".findings").after(tools);
  }
  panel.follow(unit);
}
const tools = readOnly ? null : get("tools-template").content.firstElementChild;
let pressed = false; // the toolbar moves only when the pointer is up, or it would shift what is being clicked
addEventListener("pointerdown", () => { pressed = true; }, true);
for (const end of ["pointerup", "pointercancel"]) {
  addEventListener(end, () => { pressed = false; if (document.activeElement?.matches?.("#rows textarea")) activate(unitOf(document.activeElement)); }, true);
}
rows.addEventListener("focusin", (event) => { if (!pressed && event.target.matches("textarea")) activate(unitOf(event.target)); });
rows.addEventListener("focusout", (event) => {
  const unit = unitOf(event.target);
  if (!unit || event.target !== unit.area) return;
  saveNow(unit);
  if (unit.waiting && isClean(unit)) setTimeout(() => refresh().catch(() => {}));
});

function confirm(unit, advance) {
  if (readOnly || !unit?.area) return;
  const text = unit.area.value;
  if (!text.trim()) { tell(unit, t("confirm_empty")); return; }
  unit.timer = clearTimeout(unit.timer);
  unit.shown = "confirmed";
  const next = advance && findNext(unit, (u) => u.area && isOpen(u));
  if (next) next.area.focus({ preventScroll: true }); // first of all: nothing has to be laid out for it yet
  paint(unit);
  count();
  if (next) goTo(next);
  else if (advance && submitButton) { submitButton.focus(); announce(t("done_all")); }
  queue.want(unit, text, "confirmed");
}

function setLater(unit) {
  if (!unit.area) return;
  unit.timer = clearTimeout(unit.timer);
  const status = unit.shown === "later" ? "draft" : "later";
  unit.shown = status === "draft" && !unit.area.value.trim() ? "empty" : status;
  paint(unit);
  count();
  queue.want(unit, unit.area.value, status);
}

function putToken(unit, number) {
  const { area } = unit;
  const written = writeToken(source(unit), area.value, number, area.value.slice(area.selectionStart, area.selectionEnd));
  if (written === null) { announce(t("no_token")); return; }
  const inside = written === `{${number}}{/${number}}`;
  typeIn(area, written);
  if (inside) area.setSelectionRange(area.selectionStart - `{/${number}}`.length, area.selectionStart - `{/${number}}`.length);
}

/** Do what the first finding that can be mended proposes, or `item`'s; the browser's undo takes it back. */
async function mend(unit, item = unit.row.querySelector(".finding:is([data-fix], [data-at], [data-to]):not(.dismissed)")) {
  if (item?.dataset.to) { (await import("./links.js")).lead(item); return; }
  if (item?.dataset.at && !item.dataset.fix) { item.querySelector(".variant").focus(); return; } // to pick from: a number, or Enter
  if (!item) { announce(t("no_fix")); toast(t("no_fix"), { seconds: 3 }); return; }
  const { fix, check } = item.dataset;
  const text = unit.area.value;
  const mended = check === "placeholders" ? (await import("./repair.js")).repair(source(unit), text) : fix;
  if (unit.area.value === text && document.activeElement === unit.area) typeOver(unit.area, mended);
}

/** Put a finding's variant where it found what it found. */
function take({ area }, { dataset, parentNode }) {
  const text = [...area.value]; // by code points, as findings count
  const [from, to] = parentNode.dataset.at.split(" ");
  area.focus();
  typeOver(area, text.slice(0, from).join("") + dataset.variant + text.slice(to).join(""));
}

/** One finding, the first that stands or `item`'s. What is typed is saved first: the server names the finding then. */
function dismiss(unit, item = unit.row.querySelector(".finding:not(.dismissed)")) {
  const message = item?.children[1].textContent;
  if (!message) { announce(t("no_finding")); return; }
  operations.openForm(unit, "dismiss-template", (form) => { form.querySelector(".about").textContent = message; }, async (form) => {
    goTo(unit);
    if (!(await queue.flush([unit]))) return;
    const finding = unit.known.find((f) => f.message === message)?.key;
    if (finding) judge(unit, { json: { finding, reason: operations.reasonOf(form), version: unit.version } }); else announce(t("no_finding"));
  });
}
async function judge(unit, { key = "", ...rest }) {
  try {
    const response = await request(`/api/v1/units/${unit.id}/dismissals${key}`, { method: key ? "DELETE" : "POST", headers: { "Idempotency-Key": newKey() }, ...rest });
    const answer = await response.json();
    if (response.ok) { showFindings(unit, answer.findings); panel.renew(unit, true); } else toast(answer.detail ?? t("failed"), { kind: "bad" });
  } catch { toast(t("failed"), { kind: "bad" }); }
}

// ---- what each key and button does; `write` are those that need a field one may write in ----
const write = {
  confirm: (unit) => confirm(unit, true),
  stay: (unit) => confirm(unit, false),
  later: (unit) => operations.later(unit) || setLater(unit),
  suggestion: (unit, number) => panel.useSuggestion(unit, number),
  term: (unit, number) => panel.useTerm(unit, number),
  token: putToken,
  insert: ({ area }, sign) => typeIn(area, sign),
  source: (unit) => { unit.area.focus(); typeOver(unit.area, source(unit)); },
  merge: (unit) => operations.merge(unit),
  split: (unit) => operations.split(unit),
  omit: (unit) => operations.omit(unit),
  add: (unit) => operations.add(unit),
  remove: (unit) => operations.remove(unit),
  rewrite: (unit) => operations.rewrite(unit),
  fix: (unit) => mend(unit),
  dismiss: (unit) => dismiss(unit),
};
const shape = (name, step) => (unit, to = step) => { if (!readOnly) shapes[name](unit, to); };
const anywhere = {
  extend_down: shape("extend", 1),
  extend_up: shape("extend", -1),
  move_down: shape("move", 1),
  move_up: shape("move", -1),
  block: shape("block"),
  next: (unit) => goTo(step(unit, 1)),
  previous: (unit) => goTo(step(unit, -1)),
  open: (unit) => { const next = findNext(unit, (u) => u.area && isOpen(u)); if (next) goTo(next); else announce(t("no_open")); },
  finding: (unit) => {
    const next = findNext(unit, (u) => u.standing || u.conflict) ?? (unit?.standing ? unit : null);
    if (next) goTo(next); else { announce(t("no_finding")); toast(t("no_finding"), { seconds: 3 }); }
  },
  beside: () => goBeside(() => goTo(active ?? step(null))),
  undo: () => operations.undo(),
  save: () => { saveAll(); queue.retry(); },
  submit: () => submitButton?.click(),
  concordance: (unit) => openLazy("concordance", unit),
  reading: (unit) => openLazy("reading", unit),
  help: () => get("key-help").showModal(),
  leave: (unit) => {
    if (operations.clearRun()) { announce(t("picked_none")); return; }
    if (document.activeElement === unit?.area) { saveNow(unit); document.activeElement.blur(); }
  },
  put_back: (unit) => operations.putBack(unit),
};
// Fetched after the page is ready and called at once from then on, so that no key is typed into the wrong field.
const lazy = { concordance: null, reading: null };
const load = (name) => import(`./${name}.js`).then((module) => { lazy[name] = module; });
function openLazy(name, unit) {
  if (lazy[name]) lazy[name].open(unit); else load(name).then(() => lazy[name].open(unit), () => toast(t("failed"), { kind: "bad" }));
}
/** Everything the page can do, by the names of its list (web/editor/words.py). */
export const actions = { ...write, ...anywhere };
const here = () => unitOf(document.activeElement);
const canWrite = (unit) => Boolean(!readOnly && unit?.area && document.activeElement === unit.area);
offerActions({
  may: (name) => Boolean(anywhere[name] ? name !== "put_back" || (!readOnly && here()?.shown === "omitted") : write[name] && canWrite(here()) && (name !== "remove" || here().kind === "added")),
  choices: (name) => panel.choices(here(), name),
  run: (name, given) => actions[name](here() ?? active, given),
});
function step(unit, by) {
  const all = inOrder();
  return all[unit ? all.indexOf(unit) + by : 0];
}

addEventListener("keydown", (event) => {
  if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
  const [name, given] = readKey(event) ?? [];
  const unit = here();
  if (!actions[name] || (write[name] && !canWrite(unit))) return;
  if (name === "source" && unit.area.selectionStart !== unit.area.selectionEnd) return; // the browser's own copying
  event.preventDefault();
  actions[name](unit ?? active, given);
});
rows.addEventListener("keydown", (event) => {
  if (!event.target.dataset.variant) return;
  const picked = /^Digit[1-9]$/.test(event.code) && event.target.parentNode.querySelectorAll(".variant")[event.code.at(-1) - 1];
  if (event.code !== "Escape" && !picked) return;
  event.preventDefault();
  if (picked) picked.click(); else unitOf(event.target).area.focus();
});
rows.addEventListener("mousedown", (event) => { if (event.target.closest(".tools button, .fix")) event.preventDefault(); });
rows.addEventListener("click", (event) => {
  if (event.target.closest(".gutter")) { shape("extendTo")(active, unitOf(event.target)); return; }
  const node = event.target.closest("button");
  const unit = unitOf(node);
  if (!unit || readOnly) return;
  if (node.dataset.do === "block") anywhere.block(unit);
  else if (node.dataset.do) { if (unit.area && node.dataset.do !== "split") unit.area.focus(); write[node.dataset.do](unit); }
  else if (node.dataset.op === "put_back") operations.putBack(unit);
  else if (node.dataset.token) { unit.area.focus(); putToken(unit, Number(node.dataset.token)); }
  else if (node.dataset.put) { unit.area.focus(); typeIn(unit.area, node.dataset.put); }
  else if (node.dataset.mend !== undefined) { unit.area.focus(); mend(unit, node.closest(".finding")); }
  else if (node.dataset.variant) take(unit, node);
  else if (node.dataset.dismiss !== undefined) dismiss(unit, node.closest(".finding"));
  else if (node.dataset.reopen) { goTo(unit); judge(unit, { key: `/${node.dataset.reopen}` }); }
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-goto]");
  if (link) { event.preventDefault(); goTo(units.get(Number(link.dataset.goto))); }
});

// ---- sending to review, taking over ----
async function act(path, json) {
  saveAll();
  if (!(await flushFields())) return null;
  await operations.settled(); // a merge under way belongs to what is sent
  if (!(await queue.flush())) { toast(t("not_flushed"), { kind: "bad" }); goTo(queue.unsent[0]); return null; }
  try {
    const response = await request(`/api/v1/articles/${article}/${path}`, { method: "POST", headers: { "Idempotency-Key": newKey() }, ...(json ? { json } : {}) });
    return { ok: response.ok, answer: await response.json().catch(() => ({})) };
  } catch { toast(t("failed"), { kind: "bad" }); return null; }
}
submitButton?.addEventListener("click", async () => {
  if (submitButton.getAttribute("aria-disabled")) return;
  submitButton.setAttribute("aria-disabled", "true");
  const result = await act("transitions", { action: "submit" });
  submitButton.removeAttribute("aria-disabled");
  if (!result) return;
  if (result.ok) { location.assign(submitButton.dataset.then); return; }
  showRefusal(result.answer);
});
function showRefusal(problem) {
  const box = get("refused");
  const link = (id) => { const unit = units.get(id); return unit ? make("a", "", t("sentence", { number: unit.n }), { href: `#unit-${id}`, "data-goto": id }) : ""; };
  const told = new Set();
  const items = (problem.findings ?? []).filter((f) => { const key = `${f.unit} ${f.message}`; return !told.has(key) && told.add(key); }).map((f) => {
    const ids = f.unit ? [f.unit] : f.params?.units ?? [];
    return make("li", "", [f.message, ...ids.flatMap((id) => [" ", link(id)])]);
  });
  box.querySelector("strong").textContent = items.length ? t("refused") : problem.detail ?? t("failed");
  box.querySelector("ul").replaceChildren(...items);
  box.hidden = false;
  box.focus();
}
get("take-over")?.addEventListener("click", async () => {
  const result = await act("takeover");
  if (result?.ok) location.reload(); else if (result) toast(result.answer.detail ?? t("failed"), { kind: "bad" });
});

// ---- what an earlier page could not send ----
async function restore() {
  let back = 0;
  for (const entry of await mirror.list()) {
    if (takeBack(entry)) continue;
    const unit = units.get(entry.unit);
    if (unit?.area && unit.area.value === entry.text && (entry.status === "draft" || entry.status === unit.status)) { mirror.drop(entry.unit); continue; }
    if (readOnly || !unit?.area) {
      const problem = unit ? {} : await request(`/api/v1/units/${entry.unit}`).then((r) => r.json(), () => ({}));
      conflicts.keepApart(entry.unit, entry, unit?.id ?? problem.current?.id, unit?.shown === "omitted");
      continue;
    }
    back += 1;
    // Typing was faster than the disk: both stay, in the order they were written.
    const typed = unit.area.value.trim() && unit.area.value !== unit.saved && !unit.area.value.includes(entry.text) ? unit.area.value : "";
    unit.area.value = typed && !/\s$/.test(entry.text) && !/^\s/.test(typed) ? `${entry.text} ${typed}` : entry.text + typed;
    unit.shown = typed ? "draft" : entry.status;
    if (unit.version !== entry.version) unit.saved = null; // nobody knows any more what this was written over
    unit.version = entry.version; // older than the server's: then it is a conflict, and shown as one
    fit(unit.area);
    paint(unit);
    showFindings(unit);
    queue.want(unit, unit.area.value, unit.shown);
  }
  if (back) toast(t("restored", { num: back }), { seconds: 0 });
}

readAll();
for (const unit of units.values()) { paint(unit); if (unit.known.length) showFindings(unit, unit.known); }
count();
panel.listen();
helpTyping(rows, JSON.parse(rows.dataset.typing));
labelKeys();
if (!readOnly) {
  const named = units.get(Number(/^#(?:u|unit-)(\d+)$/.exec(location.hash)?.[1]));
  const noted = units.get(Number(document.querySelector("#said [data-goto]")?.dataset.goto)); // a returned article with nothing open
  const first = named ?? inOrder().find((unit) => unit.area && isOpen(unit)) ?? (noted?.area ? noted : null) ?? inOrder().find((unit) => unit.area);
  const writing = document.activeElement?.closest("textarea, input"); // somebody was faster than this script, and stays
  if (writing) activate(unitOf(writing)); else if (first && (named || matchMedia("(pointer: fine)").matches)) goTo(first);
}
restore();
if (!readOnly) {
  // Typed before this script was there.
  for (const unit of units.values()) if (unit.area && unit.area.value !== unit.saved) unit.area.dispatchEvent(new Event("input", { bubbles: true }));
  watchJob();
}
watchPresence({
  article, page: "edit", place: () => active?.id ?? null,
  find: (id) => { const unit = units.get(id); return unit && { node: unit.row, number: unit.n }; },
  put: (row, mark) => row.querySelector(".gutter").append(mark),
});
document.documentElement.dataset.ready = "1";
setTimeout(() => { for (const name in lazy) load(name).catch(() => {}); });
