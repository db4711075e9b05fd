// The fields beside the text, on the editor's page and the review page: counters that never block, tags as a list, and
// saving by the editor's queue. A write says what it saw; where somebody was faster, both texts are shown.

import { showDiff } from "./editor/diff.js";
import { createQueue } from "./editor/queue.js";
import { openMirror, tellUnsent } from "./editor/store.js";
import { ask, button, fit, make, typeOver } from "./editor/words.js";
import { icon } from "./icon.js";
import { text } from "./texts.js";
import { announce, toast } from "./toast.js";

const IDLE = 800;
const PREFIX = "field:";
const t = (key, values) => text(key, values, "fields-texts");
const box = document.getElementById("beside");
const article = Number(box.dataset.article);
const editable = box.dataset.edit === "1";
const mirror = openMirror(document.documentElement.dataset.user ?? "", article, () => tellState());
const fields = new Map();
const tidy = (value) => value.trim().replace(/\s+/g, " ");
let after = () => {};

// ---- a field as the queue knows it: `saved` is its text at the server, `version` the text it was written against ----
for (const node of box.querySelectorAll("[data-field]")) {
  const key = node.dataset.field;
  const [, name, src] = key.match(/^(picture_rights|links):(.*)$/s) ?? [null, key]; // those that go by an address
  const field = { id: PREFIX + key, key, name, src, node, input: node.querySelector("input, textarea"), wanted: null, flight: null, stuck: null, conflict: null, status: "field", timer: 0 };
  field.saved = field.version = name === "tags" ? valueOf(field) : tidy(field.input.defaultValue);
  fields.set(key, field);
}

function valueOf(field) {
  if (field.name === "tags") return [...field.node.querySelectorAll(".tag-list li > span")].map((node) => node.textContent).join("\n");
  return tidy(field.input.value);
}
const pack = (field, value) => ({ [field.name]: field.name === "tags" ? value.split("\n").filter(Boolean) : field.src ? { [field.src]: value } : value });
/** A field's text out of the server's answer or its `current`. */
function unpack(field, values) {
  if (field.name === "links") return (Array.isArray(values.links) ? values.links.find((l) => l.address === field.src)?.leads_to : values.links?.[field.src]) ?? "";
  if (field.src) return (values.picture_rights ? values.picture_rights[field.src] : values.pictures?.find((p) => p.src === field.src)?.rights) ?? "";
  return field.name === "tags" ? values.tags.join("\n") : values[field.name] ?? "";
}
function show(field, value) {
  if (field.name === "tags") { drawTags(field, value.split("\n").filter(Boolean)); return; }
  if (document.activeElement === field.input) typeOver(field.input, value); else field.input.value = value;
  count(field);
}

const queue = createQueue({
  mirror,
  call: (field, flight, more) => ask(`/api/v1/articles/${article}/fields`, { method: "PATCH", json: { ...pack(field, flight.text), seen: pack(field, flight.version) }, ...more }),
  read: (field, answer) => { const value = unpack(field, answer); return { saved: value, version: value }; },
  hooks: {
    state: tellState,
    saved(field, answer) {
      if (field.name === "slug") field.input.placeholder = answer.proposed_slug;
      if (!field.wanted && !field.timer && document.activeElement !== field.input && field.name !== "tags") show(field, field.saved);
      count(field);
      after();
    },
    conflict: meet,
    refused(field, problem) { tell(field, problem.detail ?? t("failed")); },
    closed(problem) { toast(problem.detail ?? t("failed"), { kind: "bad", seconds: 0 }); },
  },
});

function tellState() {
  const waiting = new Set([...queue.unsent, ...[...fields.values()].filter((field) => field.timer)]).size;
  const bad = queue.failing || queue.unsent.some((field) => field.stuck || field.conflict);
  tellUnsent(document.getElementById("beside-state"), mirror, { count: waiting, bad, t });
}

function tell(field, words) {
  field.node.querySelector(".told")?.remove();
  if (words) field.node.append(make("span", "told is-stop small", words, { role: "alert" }));
}

// ---- counting: said when it goes over, never in the way ----
function count(field) {
  const most = Number(field.node.dataset.most);
  if (!most) return;
  const length = [...tidy(field.input.value)].length;
  const place = field.node.querySelector(".count");
  const was = place.classList.contains("over");
  const words = length > most ? t("over", { count: length, most, num: length - most }) : t("count", { count: length, most });
  if (place.textContent !== words) place.textContent = words;
  place.classList.toggle("over", length > most);
  if (!was && length > most && document.activeElement === field.input) announce(words);
}

// ---- saving ----
function save(field) {
  if (field.timer) field.timer = clearTimeout(field.timer) ?? 0;
  const value = valueOf(field);
  if (value === field.saved && !field.flight && !field.conflict) { field.wanted = null; mirror.drop(field.id); tellState(); return; }
  queue.want(field, value, "field");
}
function touch(field) {
  tell(field, "");
  count(field);
  mirror.keep(field.id, { text: valueOf(field), status: "field", version: field.version });
  clearTimeout(field.timer);
  field.timer = setTimeout(() => save(field), IDLE);
  tellState();
}
const fieldOf = (node) => fields.get(node?.closest?.("[data-field]")?.dataset.field);

function meet(field, problem, mine) {
  const theirs = unpack(field, problem.current?.fields ?? {});
  field.wanted = null;
  if (theirs === mine.text) { field.saved = theirs; queue.release(field, theirs, null); return; }
  field.conflict = { theirs, mine };
  field.node.querySelector(".versus")?.remove();
  const spell = (value) => value.replaceAll("\n", ", ");
  const decide = (keep) => {
    versus.remove();
    field.saved = theirs;
    if (!keep) show(field, theirs);
    queue.release(field, theirs, keep ? { text: valueOf(field), status: "field" } : null);
    field.input.focus();
  };
  const versus = make("div", "versus", [
    make("p", "strong", t("conflict")), make("span", "eyebrow", t("conflict_who")),
    make("p", "", theirs ? showDiff(spell(valueOf(field)), spell(theirs)) : t("empty"), { lang: field.input.lang }),
    make("div", "actions", [button(t("keep_mine"), () => decide(true), "button small primary"), button(t("take_theirs"), () => decide(false))]),
  ], { role: "group", "aria-label": t("conflict") });
  field.node.append(versus);
  box.open = true;
  announce(t("conflict"));
}

// ---- tags ----
function drawTags(field, tags) {
  field.node.querySelector(".tag-list").replaceChildren(...tags.map((tag) => make("li", "", [
    make("span", "", tag, { lang: box.dataset.lang }),
    ...(editable ? [make("button", "", icon("close"), { type: "button", "data-remove": "", "aria-label": t("remove_tag", { tag }) })] : []),
  ])));
}
function addTags(field) {
  const old = valueOf(field).split("\n").filter(Boolean);
  const fresh = field.input.value.split(",").map(tidy).filter((tag) => tag && !old.some((other) => other.toLowerCase() === tag.toLowerCase()));
  field.input.value = "";
  if (!fresh.length) return;
  drawTags(field, [...old, ...fresh]);
  announce(t("tag_added", { tag: fresh.join(", ") }));
  touch(field);
}
function removeTag(field, at) {
  const tags = valueOf(field).split("\n").filter(Boolean);
  const [tag] = tags.splice(at, 1);
  if (!tag) return;
  drawTags(field, tags);
  field.input.focus();
  announce(t("tag_removed", { tag }));
  touch(field);
}

if (editable) {
  box.addEventListener("input", (event) => {
    const field = fieldOf(event.target);
    if (!field || field.input.readOnly) return;
    if (field.name !== "tags") { touch(field); return; }
    // A comma ends a tag, and so does choosing one that is offered.
    if (field.input.value.includes(",") || event.inputType === "insertReplacementText" || !event.inputType) addTags(field);
  });
  box.addEventListener("keydown", (event) => {
    const field = fieldOf(event.target);
    if (!field || event.isComposing || event.target !== field.input) return;
    if (field.name === "tags" && /Enter$/.test(event.code) && field.input.value) { event.preventDefault(); addTags(field); }
    if (field.name === "tags" && event.code === "Backspace" && !field.input.value) removeTag(field, -1);
  });
  box.addEventListener("click", (event) => {
    const remove = event.target.closest("[data-remove]");
    const version = event.target.closest("[data-version]");
    if (version) { const field = fieldOf(version); field.input.focus(); typeOver(field.input, version.dataset.version); save(field); }
    if (remove) removeTag(fieldOf(remove), [...remove.closest("ul").children].indexOf(remove.closest("li")));
  });
  box.addEventListener("focusout", (event) => {
    const field = fieldOf(event.target);
    if (!field || event.target !== field.input) return;
    if (field.name === "tags") addTags(field);
    save(field);
  });
  addEventListener("pagehide", () => { saveAll(); queue.leave(); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) saveAll(); });
  box.addEventListener("toggle", () => { if (box.open) renew(); });
}
function saveAll() {
  for (const field of fields.values()) { if (field.name === "tags" && field.input?.value) addTags(field); if (field.timer) save(field); }
}

/** Write a field for somebody who is not in it; true once the server has it. */
export async function put(key, value) {
  const field = fields.get(key);
  if (!field || !editable) return false;
  show(field, value);
  save(field);
  return await queue.flush([field]) && field.saved === value;
}

/** Everything written here is at the server; the first field that is not has the focus otherwise. */
export async function flush() {
  saveAll();
  if (await queue.flush()) return true;
  toast(t("not_saved"), { kind: "bad" });
  box.open = true;
  queue.unsent[0]?.input.focus();
  return false;
}

/** Take in values as they stand, by key; what is being written stays. Returns whether somebody else changed one. */
export function takeIn(values) {
  let others = false;
  for (const field of fields.values()) {
    const value = values[field.key];
    if (value === undefined || value === field.saved || field.wanted || field.flight || field.conflict || field.timer) continue;
    others = true;
    const own = valueOf(field) !== field.saved;
    field.saved = value;
    if (own) continue; // it meets the newer text when it is saved
    field.version = value;
    show(field, value);
  }
  return others;
}

async function renew() {
  try {
    const response = await ask(`/api/v1/articles/${article}/fields`);
    if (!response.ok) return;
    const answer = await response.json();
    takeIn(Object.fromEntries([...fields.values()].map((field) => [field.key, unpack(field, answer)])));
    fields.get("slug").input.placeholder = answer.proposed_slug;
  } catch { /* what the page came with stands */ }
}

let last = null;
box.addEventListener("focusin", (event) => {
  const field = fieldOf(event.target);
  if (!field) return;
  last = event.target;
  if (field.name === "slug" && !field.input.value && !field.input.readOnly) renew(); // the headline may be another by now
});
/** Open the box with the caret in the field left last. */
export function enter() {
  box.open = true;
  const place = last?.isConnected ? last : [...fields.values()][0].input;
  place.focus();
  place.scrollIntoView({ block: "nearest" });
}

/** What an earlier page could not send comes back as it was written. `then` runs after every save. */
export async function start({ then = () => {} } = {}) {
  after = then;
  let back = 0;
  for (const entry of await mirror.list()) {
    if (typeof entry.unit !== "string" || !entry.unit.startsWith(PREFIX)) continue;
    const field = fields.get(entry.unit.slice(PREFIX.length));
    if (!field || !editable || entry.text === field.saved) { mirror.drop(entry.unit); continue; }
    if (field.timer || field.wanted || valueOf(field) !== field.saved) continue; // typing was faster than the disk
    back += 1;
    show(field, entry.text);
    field.version = entry.version; // older than the server's: then it is a conflict, and shown as one
    queue.want(field, entry.text, "field");
  }
  // Typed before this script was there.
  for (const field of fields.values()) if (editable && valueOf(field) !== field.saved && !field.timer && !field.wanted && !field.flight) touch(field);
  if (back) { box.open = true; toast(t("restored", { num: back }), { seconds: 0 }); }
  for (const field of fields.values()) fit(field.input?.matches("textarea") ? field.input : null);
  box.dataset.ready = "1";
}
