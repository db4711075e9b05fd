// The decision: reading with J and K, mending, returning, publishing and taking back.

import { listenComments, noteReading } from "../comments.js";
import { openDialog } from "../dialog.js";
import { isTyping, labelKeys, lettersAllowed } from "../keys.js";
import { watchPresence } from "../presence.js";
import { request } from "../session.js";
import { announce, toast } from "../toast.js";
import { newKey, t } from "../editor/words.js";
import { finish, isMending, mend, queue, restore, sync, tellUnder } from "./mend.js";
import { article, atHand, place, screen, sentenceOf, sentences, stand } from "./text.js";

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

function showAgainst(on) {
  place.classList.toggle("comparing", on);
  for (const choice of document.querySelectorAll('[name="show"]')) choice.checked = (choice.value === "against") === on;
  announce(t(on ? "against" : "clean"));
}
document.addEventListener("change", (event) => { if (event.target.name === "show") showAgainst(event.target.value === "against"); });

// ---- keys: single letters outside fields; publishing has one of its own ----
const letters = {
  KeyJ: () => step(1), ArrowDown: () => step(1), KeyK: () => step(-1), ArrowUp: () => step(-1),
  KeyE: () => mend(atHand() ?? sentences()[0]),
  KeyM: () => place.dataset.side === "target" && showAgainst(!place.classList.contains("comparing")),
  KeyC: () => openNote(), KeyR: () => get("return")?.click(), KeyP: () => publish(), KeyT: () => !get("going").hidden && !get("take-back").hidden && takeBack(),
};
addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.shiftKey || !letters[event.code]) return;
  const arrow = event.code.startsWith("Arrow");
  if (arrow ? isTyping(event.target) || event.altKey || event.ctrlKey || event.metaKey || document.querySelector("dialog[open]") || event.target.closest?.("[type=radio], .menu") : !lettersAllowed(event)) return;
  if (arrow && !place.contains(document.activeElement)) return; // elsewhere the arrows scroll
  event.preventDefault();
  letters[event.code]();
});
get("mend").addEventListener("click", () => mend(atHand()));
get("note").addEventListener("click", () => openNote());

// ---- notes and returning ----
function openNote() {
  if (!atHand() || place.dataset.side !== "target") return;
  openDialog(get("note-dialog"));
}
get("note-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const field = get("note-text");
  const result = await send(`${api}/notes`, { text: field.value, unit: Number(atHand().dataset.id) });
  if (!result?.ok) { if (result) toast(result.answer.detail ?? t("failed"), { kind: "bad" }); return; }
  field.value = "";
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
  const anchor = get("return-anchor");
  anchor.hidden = !node || place.dataset.side !== "target";
  if (node) anchor.querySelector("span").textContent = `${t("sentence", { number: node.dataset.n })}: ${node.querySelector(".clean")?.textContent.slice(0, 90) ?? ""}`;
});
get("return-form")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const anchored = !get("return-anchor").hidden && form.elements.anchor.checked;
  if (!(await ready())) return;
  const result = await send(`${api}/transitions`, { action: "return", reason: form.elements.note.value, ...(anchored ? { unit: Number(atHand().dataset.id) } : {}) });
  if (result?.ok) { location.assign("/"); return; }
  if (result) get("return-problem").textContent = [result.answer.detail, ...(result.answer.findings ?? []).map((f) => f.message)].filter(Boolean).join(" ");
});

/** Everything typed here is at the server. */
async function ready() {
  if (isMending() && !finish()) { announce(t("editing_first")); return false; }
  if (await queue.flush()) { await sync(); return true; }
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

let busy = false;
async function publish() {
  if (!get("publish") || busy) return;
  busy = true;
  try { await tryPublish(); } finally { busy = false; }
}
async function tryPublish() {
  if (isMending()) { stopAt(t("editing_first")); return; }
  if (screen.unseen) { stopAt(t("see_first"), get("under").querySelector("button")); return; }
  const unaccepted = document.querySelector("[data-accept]:not(:checked)");
  if (unaccepted) { stopAt(t("accept_first"), unaccepted); return; }
  const override = get("override");
  if (override && !override.value.trim()) { stopAt(t("override_first"), override); return; }
  const at = timeAsked();
  if (at && !(at > Date.now())) { stopAt(t("bad_time"), get("publish-at")); return; }
  if (!(await queue.flush())) { toast(t("not_flushed"), { kind: "bad" }); return; }
  const result = await send(`${api}/transitions`, {
    action: "publish", content_hash: screen.hash, grace_seconds: Number(place.dataset.grace), accept_dismissed: Boolean(document.querySelector("[data-accept]")),
    ...(override ? { override_reason: override.value.trim() } : {}), ...(at ? { publish_at: at.toISOString() } : {}),
  });
  if (!result) return;
  if (result.ok) { goLive(result.answer, at); return; }
  if (result.status === 412) {
    const before = screen.hash;
    await sync();
    // A change outside the sentences (an address, a description) moves the hash too.
    if (!screen.unseen) tellUnder(screen.hash === before ? result.answer.detail : t("changed_fields"));
    get("under").querySelector("button").focus();
    return;
  }
  const reasons = (result.answer.findings ?? []).map((f) => f.message);
  toast(reasons.length ? [...new Set(reasons)].join(" ") : result.answer.detail ?? t("failed"), { kind: "bad", seconds: 0 });
}
get("publish")?.addEventListener("click", publish);

// ---- ten seconds to take it back ----
let ticking = 0;
function goLive(answer, at) {
  place.dataset.edit = "0";
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
  if (result?.ok) { toast(t("hold_lifted")); location.reload(); } else if (result) toast(result.answer.detail ?? t("failed"), { kind: "bad" });
});

labelKeys();
if (!get("going").hidden) count(Number(get("going").dataset.left), get("going").dataset.at);
const named = location.hash.startsWith("#u") && sentenceOf(location.hash.slice(2));
if (named) stand(named);
restore();
watchPresence({
  article, page: "review", place: () => (place.dataset.side === "target" ? Number(atHand()?.dataset.id) || null : null),
  find: (id) => { const node = sentenceOf(id); return node && { node, number: node.dataset.n }; },
  put: (node, mark) => node.prepend(mark),
});
document.documentElement.dataset.ready = "1";
