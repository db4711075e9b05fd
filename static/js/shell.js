// The page frame: menus, dialogs, theme, relative times. Other modules import what they need from the files beside it.

import { openDialog } from "./dialog.js";
import { labelKeys } from "./keys.js";
import { csrfToken, request } from "./session.js";
import { text } from "./texts.js";

const root = document.documentElement;

// ---- dialogs: data-dialog-open="id", data-dialog-close ----
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog-open]");
  if (opener) {
    opener.closest("details.menu")?.removeAttribute("open");
    openDialog(document.getElementById(opener.dataset.dialogOpen));
    return;
  }
  if (event.target.closest("[data-dialog-close]")) { event.target.closest("dialog")?.close(); return; }
  if (event.target instanceof HTMLDialogElement && event.target.id !== "sign-in-again") {
    const box = event.target.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    const holdsText = [...event.target.querySelectorAll("textarea, input[type='text']")].some((field) => field.value !== field.defaultValue);
    if (!inside && !holdsText && event.detail > 0) event.target.close();
  }
});

// ---- menus ----
const openMenus = () => document.querySelectorAll("details.menu[open]");
document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("toggle", (event) => {
  if (!event.target.matches?.("details.menu") || !event.target.open) return;
  for (const menu of openMenus()) if (menu !== event.target && !menu.contains(event.target)) menu.open = false;
}, true);
document.addEventListener("focusout", (event) => {
  const menu = event.target.closest?.("details.menu[open]");
  if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details.menu");
  if (!menu) return;
  if (event.code === "Escape" && menu.open) {
    event.preventDefault();
    menu.open = false;
    menu.querySelector("summary").focus();
    return;
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.code];
  if (!step || event.target.matches("input[type='radio']")) return;
  event.preventDefault();
  menu.open = true;
  const items = [...menu.querySelectorAll(".menu-panel :is(a, button, input)")].filter((item) => !item.disabled);
  const at = items.indexOf(document.activeElement);
  items[at < 0 ? (step > 0 ? 0 : items.length - 1) : (at + step + items.length) % items.length]?.focus();
});

// ---- preferences: here at once, at the server when it can be reached ----
function savePreference(name, value) {
  const url = document.querySelector('meta[name="preferences-url"]')?.content;
  if (!url) return;
  request(url, { method: "POST", body: new URLSearchParams({ [name]: value, csrf_token: csrfToken() }) }).catch(() => {});
}
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-theme-choice]")) {
    root.dataset.theme = event.target.value;
    try { localStorage.setItem(`theme:${root.dataset.user ?? ""}`, event.target.value); } catch { /* storage is off */ }
    savePreference("theme", event.target.value);
  }
  for (const name of ["shortcuts", "typing"]) {
    if (!event.target.matches(`[data-${name}-choice]`)) continue;
    root.dataset[name] = event.target.checked ? "on" : "off";
    for (const other of document.querySelectorAll(`[data-${name}-choice]`)) other.checked = event.target.checked;
    savePreference(name, root.dataset[name]);
  }
});
for (const choice of document.querySelectorAll("[data-theme-choice]")) choice.checked = choice.value === root.dataset.theme;

// ---- relative times, in whole units rounded down, as the server writes them ----
const relative = new Intl.RelativeTimeFormat(root.lang || "en", { numeric: "always" });
const WEEK = 604_800;
export function tellAgo(moment, now = Date.now()) {
  const seconds = (moment - now) / 1000;
  const size = Math.abs(seconds);
  if (size < 60) return text(seconds <= 0 ? "now" : "soon");
  const [unit, length] = size >= 86_400 ? ["day", 86_400] : size >= 3_600 ? ["hour", 3_600] : ["minute", 60];
  return relative.format(Math.sign(seconds) * Math.floor(size / length), unit);
}
export function refreshTimes(within = document) {
  for (const node of within.querySelectorAll("time[data-ago]")) {
    const moment = Date.parse(node.dateTime);
    if (Number.isNaN(moment) || Math.abs(Date.now() - moment) >= WEEK * 1000) continue;
    const words = tellAgo(moment);
    if (node.textContent !== words) node.textContent = words;
  }
}
setInterval(() => { if (!document.hidden) refreshTimes(); }, 30_000);
document.addEventListener("visibilitychange", () => { if (!document.hidden) refreshTimes(); });

// ---- after loading and after every swap ----
document.addEventListener("htmx:load", (event) => { labelKeys(event.detail.elt); refreshTimes(event.detail.elt); });
labelKeys();
document.querySelector("[data-focus]")?.focus();

// A form is sent once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.target === "_blank") return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  setTimeout(() => { delete form.dataset.sent; }, 4_000); // a download answers without leaving the page
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
