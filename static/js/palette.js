// Every action of the page by name, from the list `?` shows. Fetched when it is first asked for.

import { labelKeys } from "./keys.js";
import { text } from "./texts.js";

const LATIN = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.";
const RUSSIAN = "ёйцукенгшщзхъфывапролджэячсмитьбю";
const swap = (from, to) => (words) => [...words].map((letter) => to[from.indexOf(letter)] ?? letter).join("");
const fold = (words) => words.toLowerCase().replaceAll("ё", "е");

/** How well an action answers to what was typed, in either language, in either layout: 0 best, null not at all. */
export function rate(query, action) {
  const typed = query.toLowerCase();
  const words = fold(`${action.words} ${action.also} ${action.keys}`);
  const fits = (wanted) => fold(wanted).split(/\s+/).every((part) => words.includes(part));
  const way = [typed, swap(LATIN, RUSSIAN)(typed), swap(RUSSIAN, LATIN)(typed)].findIndex(fits);
  if (way < 0) return null;
  const wanted = fold(typed);
  return way * 3 + (words.startsWith(wanted) ? 0 : words.includes(` ${wanted}`) ? 1 : 2);
}

const press = (node) => {
  if (node instanceof HTMLDialogElement) node.showModal();
  else if (node.matches("[type=search]")) { node.focus(); node.select(); } else node.click();
};

/** What can be done now: the page's own actions it allows, addresses, and buttons that are there to be pressed. */
function collect({ may = () => false, choices = () => null, run }) {
  const found = [];
  for (const entry of document.querySelectorAll("#key-help [data-action]")) {
    const { action: name, keys } = entry.dataset;
    const shown = { words: entry.nextElementSibling.textContent, also: entry.nextElementSibling.dataset.also, keys };
    const [own, sign] = name.split(/:(?=.$)/u);
    if (may(own)) {
      for (const [given, label] of choices(own) ?? [[sign, ""]]) found.push({ ...shown, words: label ? `${shown.words}: ${label}` : shown.words, run: () => run(own, given), name, given });
    } else if (name.startsWith("/")) found.push({ ...shown, run: () => location.assign(name), name });
    else if (/^[#.[]/.test(name)) {
      const node = document.querySelector(name);
      if (node && !node.closest("[hidden]") && !node.disabled) found.push({ ...shown, run: () => press(node), name });
    }
  }
  return found;
}

const dress = () => new Promise((resolve) => {
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = new URL("../css/palette.css", import.meta.url);
  sheet.onload = sheet.onerror = resolve;
  document.head.append(sheet);
});
let dressed = null;

export async function open(page) {
  const before = document.activeElement;
  const caret = before.matches("textarea") && [before.selectionStart, before.selectionEnd];
  const all = collect(page);
  await (dressed ??= dress());
  if (document.querySelector("dialog[open]")) return;
  const dialog = document.createElement("dialog");
  const field = document.createElement("input");
  const list = document.createElement("ul");
  const none = document.createElement("p");
  dialog.id = "palette";
  dialog.setAttribute("aria-label", text("palette"));
  Object.assign(field, { className: "input", placeholder: text("palette"), autocomplete: "off", spellcheck: false });
  Object.assign(list, { id: "palette-list", role: "listbox", ariaLabel: text("palette") });
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "true", "aria-controls": list.id, "aria-autocomplete": "list", "aria-label": text("palette") })) field.setAttribute(name, value);
  Object.assign(none, { className: "muted", role: "status" });
  dialog.append(field, list, none);
  let at = 0;

  const goBack = () => {
    if (before.isConnected) before.focus({ preventScroll: true });
    if (caret) before.setSelectionRange(...caret); // the browser brings the focus back at once, and the caret some time later
  };
  const choose = (option) => {
    dialog.close();
    goBack();
    all[Number(option.dataset.n)].run();
  };
  const point = (to) => {
    const options = list.children;
    options[at]?.removeAttribute("aria-selected");
    at = options.length ? (to + options.length) % options.length : 0;
    options[at]?.setAttribute("aria-selected", "true");
    options[at]?.scrollIntoView({ block: "nearest" });
    if (options.length) field.setAttribute("aria-activedescendant", options[at].id); else field.removeAttribute("aria-activedescendant");
  };
  const filter = () => {
    const wanted = field.value.trim();
    const rated = all.map((action, n) => [wanted ? rate(wanted, action) : 0, n]).filter(([rating]) => rating !== null).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    list.replaceChildren(...rated.map(([, n]) => {
      const option = document.createElement("li");
      Object.assign(option, { id: `palette-${n}`, role: "option" });
      option.dataset.n = n;
      option.dataset.name = all[n].name;
      option.append(all[n].words);
      const way = all[n].keys.split(" | ")[0].replace(/(\d)…\d/, (range, from) => Number(from) + all[n].given - 1);
      if (way) { const key = document.createElement("kbd"); key.dataset.keys = way; key.textContent = way.replace("Mod", "Ctrl"); option.append(key); }
      return option;
    }));
    labelKeys(list);
    list.hidden = !rated.length;
    none.textContent = rated.length ? "" : text("palette_none");
    point(0);
  };

  field.addEventListener("input", filter);
  list.addEventListener("click", (event) => { const option = event.target.closest("li"); if (option) choose(option); });
  dialog.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.code];
    if (step) { event.preventDefault(); point(at + step); }
    if (event.code === "Enter" || event.code === "NumpadEnter") { event.preventDefault(); if (list.children[at]) choose(list.children[at]); }
    if (event.code === "KeyK" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); dialog.close(); goBack(); }
  });
  dialog.addEventListener("cancel", (event) => { event.preventDefault(); dialog.close(); goBack(); });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  filter();
  dialog.showModal();
  field.focus();
}
