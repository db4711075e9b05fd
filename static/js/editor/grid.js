// The rows on the page and what is known of each: signs, findings, moving between them, taking over fresh rows.

import { icon } from "../icon.js";
import { findDamage } from "./tokens.js";
import { ask, fit, make, t, typeOver } from "./words.js";

const SIGNS = { empty: "open", machine: "machine", memory: "memory", draft: "translate", confirmed: "confirmed", omitted: "omitted", later: "later" };
const CLOSED = ["confirmed", "omitted", "later"];

export const rows = document.getElementById("rows");
export const article = Number(rows.dataset.article);
export const units = new Map();
export const shape = { version: Number(rows.dataset.structure) };
export const readOnly = rows.dataset.closed === "1";
const textUnder = (node) => node.querySelector("textarea");

function readRow(row) {
  const { id, v, n, b, status, kind, raw, machine, from, score, engine } = row.dataset;
  return { id: Number(id), version: Number(v), n: Number(n), block: b, status, kind, machine, from, score, engine, raw };
}

function track(row) {
  const area = row.querySelector(".edit > textarea");
  const unit = { ...readRow(row), row, area, saved: area?.defaultValue ?? "", shown: row.dataset.status, wanted: null, flight: null, stuck: null, conflict: null, timer: 0 };
  unit.known = [...row.querySelectorAll(".finding")].map(readFinding);
  units.set(unit.id, unit);
  order = null;
  fit(area);
  return unit;
}
const readFinding = (li) => ({ check: li.dataset.check, key: li.dataset.key, message: li.children[1].textContent, severity: li.classList.contains("blocking") ? "blocking" : "advisory", fix: li.dataset.fix, variants: [...li.querySelectorAll("[data-variant]")].map((b) => b.dataset.variant), target_range: li.dataset.at?.split(" "), params: { address: li.dataset.address, to: li.dataset.to }, ...(li.classList.contains("dismissed") ? { note: li.lastElementChild.textContent } : {}) });

export function readAll() { for (const row of rows.querySelectorAll(".row")) track(row); }

let order = null; // until the rows change
/** Units in the order of the page. */
export const inOrder = () => { order ??= [...rows.querySelectorAll(".row")].map((row) => units.get(Number(row.dataset.id))).filter(Boolean); return order; };
export const unitOf = (node) => units.get(Number(node?.closest?.(".row")?.dataset.id));
export const source = (unit) => (unit.kind === "added" ? "" : unit.raw ?? unit.row.querySelector(".source")?.textContent ?? "");
export const isOpen = (unit) => !CLOSED.includes(unit.shown);
export const isClean = (unit) => !unit.wanted && !unit.flight && !unit.conflict && !unit.stuck && (!unit.area || unit.area.value === unit.saved);

/** The sign a unit bears: machine and memory text keep theirs until it is confirmed or changed. */
export function signOf(unit) {
  if (CLOSED.includes(unit.shown)) return unit.shown;
  const text = unit.area?.value ?? "";
  if (!text.trim()) return "empty";
  return unit.machine !== undefined && text === unit.machine && SIGNS[unit.from] ? unit.from : "draft";
}

/** Show a unit's sign; nothing on the page moves by it. */
export function paint(unit) {
  const sign = signOf(unit);
  const { row } = unit;
  const unsent = Boolean(unit.stuck || unit.flight?.waiting);
  row.classList.toggle("unsent", unsent);
  if (row.dataset.sign === sign) return;
  row.dataset.sign = sign;
  row.classList.remove("blank", ...Object.keys(SIGNS));
  row.classList.add(sign === "empty" ? "blank" : sign);
  const status = row.querySelector(".status");
  const word = t(`state_${sign}`);
  status.title = word;
  const mark = sign === "memory" && unit.score ? make("span", "", unit.score, { "aria-hidden": "true" }) : icon(SIGNS[sign]);
  status.replaceChildren(mark, make("span", "visually-hidden", word));
}

/** Count what is done, in the bar. */
export function count() {
  const all = inOrder();
  const done = all.filter((unit) => !isOpen(unit)).length;
  const meter = document.getElementById("progress");
  const bar = meter.querySelector("progress");
  bar.max = all.length || 1;
  bar.value = done;
  meter.lastElementChild.textContent = t("progress", { done, total: all.length });
}

/** Findings under a field: what the server said of this text, or what the marks alone show while it is typed. */
export function showFindings(unit, found = null) {
  const list = unit.row.querySelector(".findings");
  if (!list || !unit.area) return;
  if (found) unit.known = found;
  const text = unit.area.value;
  const damaged = text.trim() ? findDamage(source(unit), text).map(([code, token]) => ({ check: "placeholders", code, token, severity: unit.kind === "rewritten" && code === "token_missing" ? "advisory" : "blocking", message: t(code, { token }) })) : [];
  const live = text === unit.saved && found === null && unit.known;
  const damage = live || (found && text === unit.saved) ? unit.known : damaged;
  const told = new Set();
  const items = damage.filter(({ key = "", message }) => !told.has(key + message) && told.add(key + message)).map((given, n, all) => {
    const f = given.code ? given : { ...damaged.find((d) => d.message === given.message), ...given }; // a row from the server says it in words only
    const dismissed = f.note ?? (f.dismissed ? t("dismissed", { reason: f.dismissed.reason }) : "");
    const item = make("li", `finding${f.severity === "blocking" && !dismissed ? " blocking" : ""}${dismissed ? " dismissed" : ""}`, [icon(f.severity === "blocking" ? "error" : "warning"), make("span", "", f.message)], { "data-check": f.check });
    const token = f.token ?? f.params?.token;
    const fix = f.check === "placeholders" ? "" : text === unit.saved ? f.fix : undefined; // placeholders are put in place by repair.js
    if (fix !== undefined && !dismissed) item.dataset.fix = fix;
    if (f.params?.to && !dismissed) Object.assign(item.dataset, { address: f.params.address, to: f.params.to }); // a link to lead elsewhere
    if ((fix || item.dataset.to) && !readOnly && !dismissed) item.append(make("button", "fix", t("mend"), { type: "button", "data-mend": "", title: "Ctrl+." }));
    if (f.variants?.length && f.target_range && text === unit.saved && !readOnly && !dismissed) {
      item.dataset.at = f.target_range.join(" ");
      for (const variant of f.variants) item.append(make("button", "fix variant", variant.length > 40 ? `${variant.slice(0, 16).replace(/\s+\S*$/, "")} … ${variant.slice(-28).replace(/^\S*\s+/, "")}` : variant, { type: "button", "data-variant": variant, title: variant }));
    }
    if (!readOnly && !dismissed && ["token_missing", "token_unpaired"].includes(f.code) && token) item.append(make("button", "fix", t("put_it_in", { token }), { type: "button", "data-put": token }));
    if (!readOnly && !dismissed && text === unit.saved) item.append(make("button", "link", t("dismiss"), { type: "button", "data-dismiss": "" }));
    if (all[n + 1]?.check !== f.check) item.append(make("a", "rule", t("rule"), { href: `/editions/${rows.dataset.edition}/style#check-${f.check}`, target: "_blank" }));
    if (dismissed) item.append(make("span", "small", dismissed));
    if (!readOnly && dismissed && f.key && text === unit.saved) item.append(make("button", "link", t("reopen"), { type: "button", "data-reopen": f.key }));
    return item;
  });
  const same = list.childElementCount === items.length && [...list.children].every((li, n) => li.isEqualNode(items[n]));
  if (!same) list.replaceChildren(...items);
  unit.standing = items.filter((item) => !item.classList.contains("dismissed")).length;
  if (items.length) unit.area.setAttribute("aria-describedby", list.id); else unit.area.removeAttribute("aria-describedby");
}

/** A plain sentence under a field, taken away by the next key. */
export function tell(unit, message) {
  let line = unit.row.querySelector(".told");
  if (!message) { line?.remove(); return; }
  if (!line) { line = make("p", "told", "", { role: "alert" }); unit.row.querySelector(".edit").append(line); }
  line.textContent = message;
}

export function goTo(unit) {
  if (!unit) return;
  const field = unit.area ?? unit.row.querySelector(".edit button");
  (field ?? unit.row).focus({ preventScroll: true });
  unit.row.scrollIntoView({ block: "nearest" });
}

/** The next unit after `from` that `fits`, going round once; null where there is none. */
export function findNext(from, fits, step = 1) {
  const all = inOrder();
  const at = all.indexOf(from);
  for (let n = 1; n <= all.length; n += 1) {
    const unit = all[(at + step * n + all.length * (n + 1)) % all.length];
    if (unit !== from && fits(unit)) return unit;
  }
  return null;
}

const PIECES = ".row, .block"; // what stands in the stretches of the page
const walker = document.createTreeWalker(rows, NodeFilter.SHOW_ELEMENT, (node) => (node.matches(PIECES) ? 1 : node.parentNode === rows ? 3 : 2)); // taken, gone through, passed by
function pieceAfter(piece) { walker.currentNode = piece; return walker.nextNode(); }

/** Ask for the rows as they are now and take them in. `own`: after a change of this page itself, the ids whose text it changed; `take`: those taken in even under the caret, if untouched. */
export async function refresh({ own = null, take = [], onNew = () => {} } = {}) {
  const response = await ask(`/articles/${article}/edit/rows`);
  if (!response.ok) return false;
  const page = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("section");
  const version = Number(page.dataset.structure);
  if (version < shape.version) return refresh({ own, take, onNew }); // read before what this page knows already
  shape.version = version;
  const wanted = [...page.children];
  const keyOf = (node) => node.dataset.block ?? node.id;
  const here = new Map([...rows.querySelectorAll(PIECES)].map((node) => [keyOf(node), node]));
  const names = new Set(wanted.map(keyOf));
  let stays = null;
  for (const [key, node] of here) {
    if (names.has(key)) continue;
    const unit = unitOf(node);
    if (!own && unit?.area && unit.area === document.activeElement) { unit.waiting = true; stays = node; continue; } // nobody's field goes from under the fingers
    if (unit) { units.delete(unit.id); rows.dispatchEvent(new CustomEvent("went", { detail: unit })); }
    node.remove();
  }
  let at = rows.querySelector(PIECES);
  let filled = 0;
  const place = (node) => { if (at) at.before(node); else (rows.lastElementChild ?? rows).append(node); };
  for (const fresh of wanted) {
    if (at === stays && at) at = pieceAfter(at);
    const old = here.get(keyOf(fresh));
    if (old) {
      if (old === at) at = pieceAfter(at); else place(old);
      if (old.matches(".row") && adopt(unitOf(old), fresh, own?.includes(Number(fresh.dataset.id)) || (take.includes(Number(fresh.dataset.id)) && isClean(unitOf(old))))) filled += 1;
    } else {
      place(fresh);
      if (fresh.matches(".row")) onNew(track(fresh));
    }
  }
  order = null;
  for (const unit of units.values()) { paint(unit); showFindings(unit); }
  count();
  rows.dispatchEvent(new Event("changed"));
  return filled;
}

/** Take in one fresh row. A field that is being written in keeps its text, and its version with it. */
function adopt(unit, fresh, own) {
  const { row } = unit;
  const next = readRow(fresh);
  unit.n = next.n;
  unit.block = next.block;
  row.dataset.n = next.n;
  row.querySelector(".gutter b").textContent = next.n;
  unit.area?.setAttribute("aria-label", t("sentence", { number: next.n }));
  if (next.version <= unit.version || (!own && !isClean(unit))) return false; // the answer may be older than the last save
  const area = textUnder(fresh.querySelector(".edit"));
  const busy = row.contains(document.activeElement);
  if (!own && busy && unit.area && area?.value !== unit.area.value) { unit.waiting = true; return false; }
  const ours = ["active", "picked", "theirs"].filter((name) => row.classList.contains(name));
  row.className = [fresh.className, ...ours].join(" ");
  delete row.dataset.sign;
  row.querySelector(".source").replaceWith(fresh.querySelector(".source"));
  const before = unit.area?.value ?? "";
  const typed = own && unit.area && area && before !== unit.saved; // while the server was at it
  const rest = typed && area.value.startsWith(unit.saved) ? area.value.slice(unit.saved.length) : "";
  Object.assign(unit, next, { waiting: false, shown: next.status });
  row.dataset.status = next.status;
  if (unit.area && area) {
    if (typed) { unit.area.value = before + rest; unit.wanted = null; }
    else if (own && busy && document.activeElement === unit.area) typeOver(unit.area, area.value);
    else if (unit.area.value !== area.value) unit.area.value = area.value;
    const tools = row.querySelector(".edit > .tools");
    for (const node of row.querySelectorAll(".edit > :is(.why, .note-here, .after-city)")) node.remove();
    for (const node of fresh.querySelectorAll(".edit > :is(.why, .note-here, .after-city)")) row.querySelector(".findings").before(node);
    if (tools) row.querySelector(".findings").after(tools);
  } else {
    if (unit.area && before !== unit.saved) { // written while it was being left out
      unit.wanted = null;
      unit.timer = clearTimeout(unit.timer);
      rows.dispatchEvent(new CustomEvent("apart", { detail: { id: unit.id, text: before, version: next.version } }));
    }
    row.querySelector(".edit").replaceWith(fresh.querySelector(".edit"));
    unit.area = row.querySelector(".edit > textarea");
  }
  unit.saved = area?.value ?? "";
  unit.known = [...fresh.querySelectorAll(".finding")].map(readFinding);
  fit(unit.area);
  if (typed) unit.area.dispatchEvent(new Event("input", { bubbles: true }));
  return Boolean(area) && area.value !== before;
}
