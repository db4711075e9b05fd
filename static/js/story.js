// Writing a story: the toolbar, pasting with its structure, and a copy in this browser until the server has it.

import { openDialog } from "./dialog.js";
import { hasMod } from "./keys.js";
import { readPaste } from "./paste.js";
import { text } from "./texts.js";

const form = document.getElementById("story-form");
const body = document.getElementById("f-body");
const say = (key, values) => text(key, values, "story-texts");

// ---- putting text in: execCommand keeps the browser's own undo ----
function insert(words, from = body.selectionStart, to = body.selectionEnd) {
  body.focus();
  body.setSelectionRange(from, to);
  if (!document.execCommand("insertText", false, words)) {
    body.setRangeText(words, from, to, "end");
    body.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function wrap(tag) {
  const { selectionStart: from, selectionEnd: to, value } = body;
  const words = value.slice(from, to) || say("words");
  insert(`<${tag}>${words}</${tag}>`, from, to);
  const at = from + tag.length + 2;
  body.setSelectionRange(at, at + words.length);
}

/** Put a mark before each of the chosen lines, in a paragraph of their own. */
function markLines(make, sample) {
  const { value } = body;
  const from = value.lastIndexOf("\n", body.selectionStart - 1) + 1;
  const end = value.indexOf("\n", Math.max(body.selectionEnd - (body.selectionEnd > body.selectionStart && value[body.selectionEnd - 1] === "\n" ? 1 : 0), from));
  const to = end < 0 ? value.length : end;
  const lines = (value.slice(from, to) || sample).split("\n").filter((line) => line.trim());
  const before = from > 0 && !value.slice(0, from).endsWith("\n\n") ? "\n" : "";
  const after = to < value.length && !value.slice(to).startsWith("\n\n") ? "\n" : "";
  insert(before + lines.map((line, n) => make(n) + line.replace(/^(#{2,3}|-|>|\d{1,2}\.)\s+/, "")).join("\n") + after, from, to);
}

const MARKS = {
  heading: () => markLines(() => "## ", say("subhead")),
  list: () => markLines(() => "- ", `${say("item")}\n${say("item")}`),
  numbers: () => markLines((n) => `${n + 1}. `, `${say("item")}\n${say("item")}`),
  quote: () => markLines(() => "> ", say("quotation")),
  strong: () => wrap("strong"),
  em: () => wrap("em"),
};
document.querySelector(".toolbar").addEventListener("click", (event) => {
  const button = event.target.closest("[data-mark]");
  if (button) MARKS[button.dataset.mark]();
});

const escape = (words) => words.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]);
let chosen = [0, 0];
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog-open='link-dialog'], [data-dialog-open='picture-dialog']");
  if (opener) rememberPlace();
}, true);
function rememberPlace() {
  chosen = [body.selectionStart, body.selectionEnd];
  document.getElementById("link-words").value = body.value.slice(...chosen);
}
for (const dialogForm of document.querySelectorAll("form[data-insert]")) {
  dialogForm.addEventListener("submit", () => {
    const value = (name) => dialogForm.elements[name]?.value.trim() ?? "";
    const made = dialogForm.dataset.insert === "link"
      ? `<a href="${escape(value("address"))}">${value("words") || escape(value("address"))}</a>`
      : `\n\n<figure><img src="${escape(value("address"))}" alt="${escape(value("alt"))}">${value("caption") ? `<figcaption>${escape(value("caption"))}</figcaption>` : ""}</figure>\n\n`;
    const place = chosen;
    dialogForm.closest("dialog").addEventListener("close", () => insert(made, ...place), { once: true });
    setTimeout(() => dialogForm.reset());
  });
}

// ---- pasting ----
body.addEventListener("paste", (event) => {
  const html = event.clipboardData?.getData("text/html");
  if (!html) return;
  const words = readPaste(html);
  if (!words) return;
  event.preventDefault();
  const before = body.value.slice(0, body.selectionStart), after = body.value.slice(body.selectionEnd);
  const isBlock = words.includes("\n\n") || /^(##|- |> |1\. |<figure)/.test(words);
  const lead = isBlock && before.trim() && !before.endsWith("\n\n") ? (before.endsWith("\n") ? "\n" : "\n\n") : "";
  insert(lead + words + (isBlock && after.trim() && !after.startsWith("\n\n") ? "\n\n" : ""));
});

// ---- keys ----
form.addEventListener("keydown", (event) => {
  if (!hasMod(event) || event.altKey || event.shiftKey) return;
  if (event.code === "KeyS") { event.preventDefault(); form.requestSubmit(form.querySelector('[value="save"]')); return; }
  if (event.target !== body) return;
  const act = { KeyB: () => wrap("strong"), KeyI: () => wrap("em"), KeyK: () => { rememberPlace(); openDialog(document.getElementById("link-dialog")); } }[event.code];
  if (act) { event.preventDefault(); act(); }
});
document.getElementById("f-title").addEventListener("keydown", (event) => {
  if (event.code === "Enter" && !event.isComposing) { event.preventDefault(); document.getElementById("f-standfirst").focus(); }
});

// ---- the preview follows every field ----
form.addEventListener("input", (event) => { if (event.target !== body) body.dispatchEvent(new Event("refresh")); });

// ---- a copy in this browser ----
const KEY = `story:${document.documentElement.dataset.user}:${form.dataset.draft}`;
const FIELDS = ["title", "standfirst", "body", "byline", "url"];
const read = () => Object.fromEntries(FIELDS.map((name) => [name, form.elements[name].value]));
const first = JSON.stringify(read());
let timer = 0;
function keep() {
  clearTimeout(timer);
  const now = read();
  try {
    if (JSON.stringify(now) === first) return;
    localStorage.setItem(KEY, JSON.stringify({ at: Date.now(), fields: now }));
    document.getElementById("kept-here").textContent = say("kept", { time: new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }) });
  } catch { /* storage is off or full: the server's copy is what there is */ }
}
form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(keep, 500); });
window.addEventListener("pagehide", keep);

const bar = document.getElementById("restore");
try {
  const kept = JSON.parse(localStorage.getItem(KEY) ?? "null");
  if (kept && JSON.stringify(kept.fields) !== first) {
    bar.querySelector("[data-when]").textContent = new Date(kept.at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short", hourCycle: "h23" });
    bar.hidden = false;
    bar.querySelector("[data-restore]").addEventListener("click", () => {
      for (const name of FIELDS) form.elements[name].value = kept.fields[name] ?? "";
      body.dispatchEvent(new Event("refresh"));
      bar.hidden = true;
      body.focus();
    });
    bar.querySelector("[data-discard]").addEventListener("click", () => { localStorage.removeItem(KEY); bar.hidden = true; body.focus(); });
  }
} catch { /* nothing kept, or nothing readable */ }
