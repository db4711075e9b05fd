// The decision: reading by keys, mending, returning, publishing and taking back.

import { forgetWords, listenComments, noteReading } from "../comments.js";
import { openDialog } from "../dialog.js";
import { hasMod, isTyping, labelKeys, lettersAllowed, offerActions } from "../keys.js";
import { watchPresence } from "../presence.js";
import { request } from "../session.js";
import { announce, toast } from "../toast.js";
import { newKey, t } from "../editor/words.js";
import { offerAgain } from "./again.js";
import { flush as flushFields } from "./beside.js";
import { finish, flush, isMending, mend, restore, sync, tellUnder, undoMend } from "./mend.js";
import { article, atHand, place, screen, sentenceOf, sentences, stand } from "./text.js";
import { show, walk } from "./views.js";

const get = (id) => document.getElementById(id);
const api = `/api/v1/articles/${article}`;

async function send(path, json, method = "POST") {
  try {
    const response = await request(path, { method, headers: { "Idempotency-Key": newKey() }, ...(json ? { json } : {}) });
    return { ok: response.ok, status: response.status, answer: await response.json().catch(() => ({})) };
  } catch { toast(t("failed"), { kind: "bad" }); return null; }
}

// ---- moving ----
function step(by) {
  const all = sentences().filter((node) => !node.hidden);
  const at = all.indexOf(atHand());
  stand(all[Math.min(all.length - 1, Math.max(0, at + by))]);
}
place.addEventListener("click", (event) => { const node = event.target.closest(".sentence"); if (node) stand(node); });
place.addEventListener("dblclick", (event) => mend(event.target.closest(".sentence")));
place.addEventListener("focusin", (event) => { const node = event.target.closest(".sentence"); if (node && node !== atHand()) stand(node, false); });
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-goto]");
  if (link) { event.preventDefault(); stand(sentenceOf(link.dataset.goto)); }
});

// ---- keys: single letters outside fields; publishing has one of its own. `by` is -1 with Shift ----
export const letters = {
  KeyJ: () => step(1), ArrowDown: () => step(1), KeyK: () => step(-1), ArrowUp: () => step(-1),
  KeyN: (by) => walk("change", by), KeyF: (by) => walk("finding", by), KeyA: (by) => walk("untouched", by),
  KeyM: () => show("against"), KeyS: () => show("since"),
  KeyE: () => mend(atHand() ?? sentences()[0]), KeyU: undoMend,
  KeyC: () => openNote(), KeyR: () => get("return")?.click(), KeyO: openAgain, KeyP: () => publish(), KeyT: () => !get("going").hidden && !get("take-back").hidden && takeBack(),
};
const BACKWARDS = new Set(["KeyN", "KeyF", "KeyA"]);
addEventListener("keydown", (event) => {
  const { code, shiftKey } = event;
  if (event.defaultPrevented) return;
  const dialog = document.querySelector("dialog[open]");
  if (code === "F8" && !dialog && !event.altKey && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    if (finish()) walk("finding", shiftKey ? -1 : 1);
    return;
  }
  if (code === "KeyZ" && hasMod(event) && !shiftKey && !event.altKey && !dialog && !isTyping(event.target)) { event.preventDefault(); undoMend(); return; }
  if (!letters[code] || (shiftKey && !BACKWARDS.has(code))) return;
  const arrow = code.startsWith("Arrow");
  if (arrow ? isTyping(event.target) || event.altKey || event.ctrlKey || event.metaKey || dialog || event.target.closest?.("[type=radio], .menu") : !lettersAllowed(event)) return;
  if (arrow && !place.contains(document.activeElement)) return; // elsewhere the arrows scroll
  event.preventDefault();
  letters[code](shiftKey ? -1 : 1);
});
const NEEDS = { KeyP: "publish", KeyR: "return", KeyO: "again", KeyT: "take-back" };
offerActions({
  may: (name) => Boolean(letters[name]) && !(NEEDS[name] && (!get(NEEDS[name]) || get(NEEDS[name]).closest("[hidden]"))) && !(name === "KeyP" && isTyping()),
  run: (name) => letters[name](1),
});
get("mend").addEventListener("click", () => mend(atHand()));
get("note").addEventListener("click", () => openNote());

// ---- notes and returning ----
// What a dialog is about is kept when it opens: the text under it may change.
let about = null;
function openNote() {
  about = atHand()?.dataset.id ?? null;
  if (!about || place.dataset.side !== "target") return;
  get("note-on").textContent = atHand().dataset.n;
  get("note-problem").textContent = "";
  openDialog(get("note-dialog"));
}
get("note-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const field = get("note-text");
  await sync();
  if (!sentenceOf(about)) { get("note-problem").textContent = t("note_gone"); return; }
  const result = await send(`${api}/notes`, { text: field.value, unit: Number(about) });
  if (!result?.ok) { if (result) get("note-problem").textContent = result.answer.detail ?? t("failed"); return; }
  field.value = "";
  forgetWords(field);
  get("note-dialog").close();
  announce(t("note_added"));
  sync();
});
listenComments(document.getElementById("main"), article, async (note) => {
  await sync();
  (place.querySelector(`[data-thread="${note}"] summary`) ?? atHand() ?? place.querySelector(".sentence"))?.focus();
});
place.addEventListener("focusin", (event) => noteReading(event.target.closest(".pair")));
get("return")?.addEventListener("click", () => {
  const node = atHand();
  about = node?.dataset.id ?? null;
  get("return-problem").textContent = "";
  const anchor = get("return-anchor");
  anchor.hidden = !node || place.dataset.side !== "target";
  if (node) anchor.querySelector("span").textContent = `${t("sentence", { number: node.dataset.n })}: ${node.querySelector(".clean")?.textContent.slice(0, 90) ?? ""}`;
});
get("return-form")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const anchored = !get("return-anchor").hidden && form.elements.anchor.checked;
  if (!(await ready())) return;
  if (anchored && !sentenceOf(about)) {
    get("return-anchor").hidden = true;
    get("return-problem").textContent = t("anchor_gone");
    return;
  }
  const result = await send(`${api}/transitions`, { action: "return", reason: form.elements.note.value, ...(anchored ? { unit: Number(about) } : {}) });
  if (result?.ok) { forgetWords(form.elements.note); location.assign("/"); return; }
  if (result) get("return-problem").textContent = [result.answer.detail, ...(result.answer.findings ?? []).map((f) => f.message)].filter(Boolean).join(" ");
});

offerAgain((path, json) => send(`${api}/${path}`, json));

/** Everything typed here is at the server. */
async function ready() {
  if (isMending() && !finish()) { announce(t("editing_first")); return false; }
  if (!(await flushFields())) return false;
  if (await flush()) { await sync(); return true; }
  toast(t("not_flushed"), { kind: "bad" });
  return false;
}

// ---- publishing ----
function timeAsked() {
  const field = get("publish-at");
  if (!field?.value) return null;
  const [day, hour] = field.value.split("T");
  const guess = new Date(`${day}T${hour}Z`);
  const parts = Object.fromEntries(new Intl.DateTimeFormat("en-GB", { timeZone: field.dataset.zone, dateStyle: "short", timeStyle: "medium" }).formatToParts(guess).map((p) => [p.type, p.value]));
  const there = Date.parse(`${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}:${parts.second}Z`);
  return new Date(guess.getTime() - (there - guess.getTime()));
}
get("publish-at")?.addEventListener("input", () => { get("publish-word").textContent = t(get("publish-at").value ? "schedule" : "publish"); });

function stopAt(words, node) {
  toast(words, { kind: "bad" });
  node?.focus();
}

/** What has just gone out is opened again by the page as it is then. */
function openAgain() {
  if (get("again")) get("again").click();
  else if (!get("see-page").hidden) { location.hash = "again"; location.reload(); }
}

let busy = false;
async function publish() {
  if (!get("publish") || busy) return;
  busy = true;
  try { await tryPublish(); } finally { busy = false; }
}
async function tryPublish() {
  if (isMending()) { stopAt(t("editing_first")); return; }
  if (!(await flushFields())) return;
  if (screen.unseen) { stopAt(t("see_first"), get("under").querySelector("[data-seen]")); return; }
  const unaccepted = document.querySelector("[data-accept]:not(:checked)");
  if (unaccepted) { stopAt(t("accept_first"), unaccepted); return; }
  const override = get("override");
  if (override && !override.value.trim()) { stopAt(t("override_first"), override); return; }
  const at = timeAsked();
  if (at && !(at > Date.now())) { stopAt(t("bad_time"), get("publish-at")); return; }
  if (!(await flush())) { toast(t("not_flushed"), { kind: "bad" }); return; }
  const result = await send(`${api}/transitions`, {
    action: "publish", content_hash: screen.hash, grace_seconds: Number(place.dataset.grace), accept_dismissed: [...document.querySelectorAll("[data-accept]")].map((box) => box.dataset.accept),
    ...(override ? { override_reason: override.value.trim() } : {}), ...(at ? { publish_at: at.toISOString() } : {}),
  });
  if (!result) return;
  if (result.ok) { goLive(result.answer, at); return; }
  if (result.status === 412) {
    const before = screen.hash;
    await sync();
    // A change outside the sentences (an address, a description) moves the hash too.
    if (!screen.unseen) tellUnder(screen.hash === before ? result.answer.detail : t("changed_fields"));
    get("under").querySelector("[data-seen]").focus();
    return;
  }
  const reasons = (result.answer.findings ?? []).map((f) => f.message);
  toast(reasons.length ? [...new Set(reasons)].join(" ") : result.answer.detail ?? t("failed"), { kind: "bad", seconds: 0 });
  await sync();
  goToStop();
}
/** Where the first thing in the way can be put right: its sentence, or what releases it. */
function goToStop() {
  const stop = document.querySelector("#checks li.stop");
  const node = sentenceOf(stop?.querySelector("[data-goto]")?.dataset.goto);
  const control = stop?.querySelector("input, [data-lift], a");
  if (node && !stop.querySelector("input")) stand(node);
  else if (control) { control.scrollIntoView({ block: "center" }); control.focus(); }
}
get("publish")?.addEventListener("click", publish);

// ---- ten seconds to take it back ----
let ticking = 0;
function goLive(answer, at) {
  Object.assign(place.dataset, { edit: "0", state: "publish" });
  get("at-hand").hidden = true;
  get("decide").hidden = true;
  if (answer.slug) get("see-page").href = `/${place.dataset.edition}/${answer.slug}`;
  get("under").hidden = true;
  const grace = Number(place.dataset.grace);
  count(at ? null : grace, at ? at.toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short", timeZone: get("publish-at").dataset.zone }) : "");
  get("take-back").focus();
}
function count(left, at = "") {
  const box = get("going");
  box.hidden = false;
  get("take-back").hidden = false;
  get("see-page").hidden = true;
  clearInterval(ticking);
  if (left === null || left > 600) { get("going-words").textContent = t("going_at", { time: at }); announce(get("going-words").textContent); return; }
  announce(t("going_told", { seconds: left }));
  const end = Date.now() + left * 1000;
  const tick = () => {
    const seconds = Math.ceil((end - Date.now()) / 1000);
    if (seconds > 0) { get("going-words").textContent = t("going", { seconds }); return; }
    clearInterval(ticking);
    get("going-words").textContent = t("live");
    get("before-title").textContent = t("is_out");
    const had = document.activeElement === get("take-back");
    get("take-back").hidden = true;
    get("see-page").hidden = false;
    if (had) get("see-page").focus();
    announce(t("live"));
  };
  tick();
  ticking = setInterval(tick, 250);
}
async function takeBack() {
  const result = await send(`${api}/take-back`);
  if (!result) return;
  if (!result.ok) { toast(result.answer.detail ?? t("failed"), { kind: "bad" }); return; }
  clearInterval(ticking);
  toast(t("taken_back"));
  location.reload();
}
get("take-back").addEventListener("click", takeBack);

document.addEventListener("click", async (event) => {
  const lift = event.target.closest("[data-lift]");
  if (!lift) return;
  const result = await send(`/api/v1/holds/${lift.dataset.lift}`, null, "DELETE");
  if (!result?.ok) { if (result) toast(result.answer.detail ?? t("failed"), { kind: "bad" }); return; }
  toast(t("hold_lifted"));
  await sync();
  (document.querySelector("[data-lift]") ?? atHand() ?? sentences()[0])?.focus();
});

document.addEventListener("click", async (event) => {
  const [unit, finding] = event.target.closest("[data-reopen]")?.dataset.reopen.split(":") ?? [];
  if (!unit) return;
  const result = await send(`/api/v1/units/${unit}/dismissals/${finding}`, null, "DELETE");
  if (result && !result.ok) toast(result.answer.detail ?? t("failed"), { kind: "bad" });
  if (result?.ok) announce(t("reopened"));
  await sync();
  (document.querySelector(`#checks [data-goto="${unit}"]`) ?? sentenceOf(unit))?.focus();
});

labelKeys();
if (!get("going").hidden) count(Number(get("going").dataset.left), get("going").dataset.at);
const named = location.hash.startsWith("#u") && sentenceOf(location.hash.slice(2));
if (named) stand(named);
if (location.hash === "#again") { history.replaceState(null, "", location.pathname); openAgain(); }
restore();
watchPresence({
  article, page: "review", place: () => (place.dataset.side === "target" ? Number(atHand()?.dataset.id) || null : null),
  find: (id) => { const node = sentenceOf(id); return node && { node, number: node.dataset.n }; },
  put: (node, mark) => node.prepend(mark),
});
document.documentElement.dataset.ready = "1";
