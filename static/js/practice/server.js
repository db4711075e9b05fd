// The practice's own server: it lives in this page, knows one text that belongs to nobody, and forgets it with the page.
// Nothing of the practice leaves the browser: whatever the grid asks for its article is answered here, known or not.

import { icon } from "../icon.js";
import { findDamage } from "../editor/tokens.js";
import { make, t } from "../editor/words.js";

const SIGNS = ["blank", "machine", "memory", "draft", "confirmed", "omitted", "later"];
const real = globalThis.fetch;
const rows = document.getElementById("rows");
const panels = document.getElementById("practice-panels").content;
const page = [...rows.querySelectorAll(".row, .block")].map((node) => node.cloneNode(true)); // rows and headings as they came
const rowOf = (id) => page.find((node) => Number(node.dataset.id) === id);

let units = page.filter((node) => node.matches(".row")).map((row) => ({
  id: Number(row.dataset.id), version: Number(row.dataset.v), block: row.dataset.b, status: row.dataset.status,
  source: row.dataset.raw ?? row.querySelector(".source").textContent, text: row.querySelector("textarea").value, reason: "", dismissed: null,
  machine: row.dataset.machine, from: row.dataset.from,
}));
let structure = 1;
const undone = []; // what units were before each change of shape

const findings = (unit) => (unit.text.trim() ? findDamage(unit.source, unit.text) : []).map(([code, token]) => ({
  check: "placeholders", key: code, code, params: { token }, severity: "blocking", message: t(code, { token }),
  ...(unit.dismissed ? { dismissed: { reason: unit.dismissed } } : {}),
}));
const isDone = (unit) => ["confirmed", "omitted", "later"].includes(unit.status);

function drawRow(unit, number) {
  const row = rowOf(unit.id).cloneNode(true);
  const state = unit.status === "empty" ? "blank" : unit.status === "draft" && unit.text === unit.machine ? unit.from : unit.status;
  row.classList.remove(...SIGNS);
  row.classList.add(state);
  Object.assign(row.dataset, { v: unit.version, n: number, status: unit.status });
  row.querySelector(".gutter b").textContent = number;
  if (unit.merged) {
    for (const name of ["machine", "from", "score", "engine", "raw"]) delete row.dataset[name];
    row.querySelector(".source").textContent = unit.source;
  }
  const edit = row.querySelector(".edit");
  if (unit.status === "omitted") edit.replaceChildren(make("p", "why", [t("left_out", { reason: unit.reason }), " ", make("button", "link", t("put_back"), { type: "button", "data-op": "put_back" })]), make("ul", "findings", [], { id: `f${unit.id}` }));
  else {
    const area = edit.querySelector("textarea");
    area.textContent = unit.text;
    area.setAttribute("aria-label", t("sentence", { number }));
    edit.querySelector(".findings").replaceChildren(...findings(unit).map((f) => make("li", `finding ${f.dismissed ? "dismissed" : "blocking"}`, [
      icon("error"), make("span", "", f.message), ...(f.dismissed ? [make("span", "small", t("dismissed", { reason: f.dismissed.reason }))] : []),
    ], { "data-check": f.check, "data-key": f.key })));
  }
  return row;
}

function drawRows() {
  const section = make("section", "", page.flatMap((node) => {
    if (!node.matches(".row")) return units.some((unit) => `b${unit.block}` === node.dataset.block) ? [node.cloneNode(true)] : [];
    const at = units.findIndex((unit) => unit.id === Number(node.dataset.id));
    return at < 0 ? [] : [drawRow(units[at], at + 1)];
  }), { "data-structure": structure });
  return section.outerHTML;
}

function drawPanels(ids) {
  return ids.map((id) => {
    const panel = panels.querySelector(`[data-unit="${id}"]`)?.cloneNode(true);
    panel?.setAttribute("data-v", units.find((unit) => unit.id === id)?.version);
    return panel?.outerHTML ?? "";
  }).join("");
}

function drawReading() {
  const words = units.filter((unit) => unit.status !== "omitted").map((unit) => [make("span", "set", unit.text.replace(/\{\/?\d+\}/g, "") || "· · ·", { "data-unit": unit.id, tabindex: -1 }), " "]);
  return make("article", "as-set", make("p", "", words.flat()), { lang: rows.dataset.lang }).outerHTML;
}

function change({ op, units: chosen, operation, reason }) {
  const mine = chosen.map(({ id }) => units.find((unit) => unit.id === id)).filter(Boolean);
  const before = units.map((unit) => ({ ...unit }));
  const [first, second] = mine;
  if (op === "revert") {
    units = undone[operation].before.map((was) => {
      const now = units.find(({ id }) => id === was.id);
      return now && !undone[operation].ids.includes(was.id) ? now : { ...was, version: Math.max(was.version, now?.version ?? 0) + 1 };
    });
  } else if (op === "merge" && second) {
    Object.assign(first, { text: [first.text, second.text].filter(Boolean).join(" "), source: `${first.source} ${second.source}`, status: "draft", merged: true, machine: undefined });
    units = units.filter((unit) => unit !== second);
  } else if (op === "omit") for (const unit of mine) Object.assign(unit, { status: "omitted", reason });
  else if (op === "put_back") Object.assign(first, { status: first.text.trim() ? "draft" : "empty" });
  else return [409, { detail: t("practice_not_here") }];
  structure += 1;
  const ids = op === "revert" ? undone[operation].ids : chosen.map(({ id }) => id);
  const changed = units.filter((unit) => ids.includes(unit.id));
  if (op !== "revert") for (const unit of changed) unit.version += 1;
  undone.push({ before, ids });
  return [200, { changed, retired: [], structure_version: structure, inverse: { op: "revert", operation: undone.length - 1, units: changed.map(({ id, version }) => ({ id, version })) } }];
}

function answer(method, path, query, body) {
  const unit = units.find(({ id }) => id === Number(/\/units\/(\d+)/.exec(path)?.[1]));
  if (path.endsWith("/edit/rows")) return [200, drawRows()];
  if (path.endsWith("/edit/panel")) return [200, drawPanels(query.getAll("unit").map(Number))];
  if (path.endsWith("/edit/reading")) return [200, drawReading()];
  if (path.endsWith("/edit/concordance")) return [200, make("p", "small muted", t("practice_no_search")).outerHTML];
  if (path.endsWith("/operations")) return change(body);
  if (path.includes("/dismissals")) { unit.dismissed = body?.reason ?? null; return [200, { findings: findings(unit) }]; }
  if (path.endsWith("/notes")) return [201, {}];
  if (path.endsWith("/transitions")) {
    const open = units.filter((each) => !isDone(each)).map((each) => each.id);
    return open.length ? [409, { findings: [{ message: t("practice_open"), params: { units: open } }] }] : [200, {}];
  }
  if (unit && method === "PUT") {
    if (body.text !== unit.text) unit.dismissed = null;
    Object.assign(unit, { text: body.text, status: body.status === "draft" && !body.text.trim() ? "empty" : body.status, version: unit.version + 1 });
    return [200, { version: unit.version, text: unit.text, status: unit.status, machine_text: unit.machine, findings: findings(unit) }];
  }
  return [404, {}];
}

/** Answer the grid from here; `told(what, detail)` hears of everything that was done. */
export function serve(told) {
  globalThis.fetch = async (url, options = {}) => {
    const { pathname, searchParams, origin } = new URL(url, location);
    if (origin !== location.origin || !/^\/(?:api|articles)\//.test(pathname)) return real(url, options);
    const body = typeof options.body === "string" ? JSON.parse(options.body) : null;
    const [status, content] = answer(options.method ?? "GET", pathname, searchParams, body);
    if (status < 300 && body) told(body.op ?? body.action ?? (body.finding ? "dismiss" : body.status), body);
    const text = typeof content === "string";
    return new Response(text ? content : JSON.stringify(content), { status, headers: { "Content-Type": text ? "text/html" : "application/json" } });
  };
}
