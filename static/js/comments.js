// Threads of notes: saying, answering, settling, opening again; and telling the server that one has read what names one.

import { ask, newKey, t } from "./editor/words.js";
import { hasMod } from "./keys.js";
import { request } from "./session.js";
import { announce, toast } from "./toast.js";

// Words not sent yet are kept on the device: the panel is made anew and the page may be left while one writes.
const WORDS = "form.say textarea, #note-text, #return-note";
const nameOf = (area) => `said:${document.documentElement.dataset.user ?? ""}:${location.pathname.split("/")[2]}:${area.id}`;
document.addEventListener("input", ({ target }) => {
  if (!target.matches(WORDS)) return;
  try { if (target.value.trim()) localStorage.setItem(nameOf(target), target.value); else localStorage.removeItem(nameOf(target)); } catch { /* storage is off */ }
});
export function forgetWords(area) { try { localStorage.removeItem(nameOf(area)); } catch { /* storage is off */ } }
/** Put back what was being written in the fields of `root`. */
export function bringBack(root) {
  for (const area of root.querySelectorAll(WORDS)) {
    let words = null;
    try { words = localStorage.getItem(nameOf(area)); } catch { return; }
    if (!words || area.value) continue;
    area.value = words;
    area.closest("details.answer")?.setAttribute("open", "");
  }
}

// Names behind an @ are offered; what offers them is fetched when the caret first comes into a comment.
const SAYING = "form.say textarea, #note-form textarea";
const offerNames = (article, place) => import("./mentions.js").then((module) => module.offer(article, place), () => {});

/** `done(note)` shows the threads as they are now; `note` is the first note of the thread that was acted on, or null. */
export function listenComments(root, article, done) {
  bringBack(document);
  async function send(path, json, words, note, area = null) {
    try {
      const response = await request(`/api/v1/${path}`, { method: "POST", ...(json ? { json, headers: { "Idempotency-Key": newKey() } } : {}) });
      if (!response.ok) { toast((await response.json().catch(() => ({}))).detail ?? t("failed"), { kind: "bad" }); return; }
      if (area) { forgetWords(area); area.value = ""; area.blur(); }
      announce(t(words));
      await done(note);
    } catch { toast(t("failed"), { kind: "bad" }); }
  }
  document.addEventListener("focusin", (event) => { if (event.target.matches(SAYING)) offerNames(article, event.target); });
  document.addEventListener("click", (event) => {
    const area = event.target.closest("[data-mention]")?.closest("form").querySelector("textarea");
    if (!area) return;
    area.focus();
    document.execCommand("insertText", false, /(?:^|[\s(])$/.test(area.value.slice(0, area.selectionStart)) ? "@" : " @");
  });
  root.addEventListener("submit", (event) => {
    const form = event.target.closest("form.say");
    if (!form) return;
    event.preventDefault();
    const text = form.elements.text.value.trim();
    const { unit, answers } = form.dataset;
    if (text) send(`articles/${article}/notes`, { text, ...(answers ? { answers: Number(answers) } : { unit: Number(unit) }) }, "note_added", answers ?? null, form.elements.text);
  });
  root.addEventListener("keydown", (event) => {
    if (!hasMod(event) || !/Enter$/.test(event.code) || event.isComposing || !event.target.matches("form.say textarea")) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  });
  root.addEventListener("click", (event) => {
    const from = event.target.closest("[data-settle]");
    if (from) send(`notes/${from.dataset.settle}/${from.dataset.deed}`, null, from.dataset.deed === "resolve" ? "settled" : "reopened", from.dataset.settle);
  });
}

const read = new Set();
let timer = 0;
/** `node` is shown: what was being written there comes back, and notes that name this person count as read after a moment. */
export function noteReading(node) {
  if (node) bringBack(node);
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (!node?.isConnected) return;
    for (const { dataset: { namesMe } } of node.querySelectorAll("[data-names-me]")) {
      if (read.has(namesMe)) continue;
      read.add(namesMe);
      ask(`/api/v1/notes/${namesMe}/read`, { method: "POST" }).catch(() => read.delete(namesMe));
    }
  }, 1500);
}
