// Names of those whom a comment can tell, offered behind an @: a list under the field that arrows walk through.

import { ask, make, t } from "./editor/words.js";
import { announce } from "./toast.js";

const MOST = 6;
const BEFORE = /(?:^|[^\p{L}\p{N}_])@([\p{L}\p{N}_.’'-]*(?: [\p{L}\p{N}_.’'-]+)?)$/u;
const fold = (words) => words.toLowerCase().replaceAll("ё", "е");
const known = new Map(); // article → promise of names
const offered = new WeakSet();

function fetchNames(article) {
  if (!known.has(article)) {
    const names = ask(`/api/v1/articles/${article}/mentionable`).then((response) => response.json()).then(({ items }) => items.map((one) => one.name));
    known.set(article, names);
    names.catch(() => known.delete(article)); // asked for again with the next key
  }
  return known.get(article);
}

/** Names of which a word begins with what stands behind the @; those that begin with it come first. */
export function fit(names, typed) {
  const wanted = fold(typed);
  const rate = (name) => { const found = ` ${fold(name)}`.indexOf(` ${wanted}`); return found < 0 ? null : Math.min(found, 1); };
  return names.map((name) => [rate(name), name]).filter(([rating]) => rating !== null).sort((a, b) => a[0] - b[0]).map(([, name]) => name).slice(0, MOST);
}

/** Follow a field in which somebody writes a comment on the article. */
export function offer(article, area) {
  if (offered.has(area)) return;
  offered.add(area);
  const names = fetchNames(article);
  names.catch(() => {});
  const list = make("ul", "names", [], { id: `${area.id}-names`, role: "listbox", "aria-label": t("tell_whom") });
  let at = 0;
  let from = 0;
  let told = "";

  const isOpen = () => list.isConnected;
  function close() {
    list.remove();
    told = "";
    for (const name of ["role", "aria-haspopup", "aria-expanded", "aria-autocomplete", "aria-controls", "aria-activedescendant"]) area.removeAttribute(name);
  }
  function point(to) {
    list.children[at]?.removeAttribute("aria-selected");
    at = (to + list.children.length) % list.children.length;
    list.children[at].setAttribute("aria-selected", "true");
    list.children[at].scrollIntoView({ block: "nearest" });
    area.setAttribute("aria-activedescendant", list.children[at].id);
  }
  function choose(option) {
    const name = option.textContent;
    area.setSelectionRange(from, area.selectionEnd);
    close();
    document.execCommand("insertText", false, `${name} `);
  }
  async function look() {
    const typed = area.selectionStart === area.selectionEnd ? BEFORE.exec(area.value.slice(0, area.selectionStart))?.[1] : undefined;
    const found = typed === undefined ? [] : fit(await fetchNames(article).catch(() => []), typed);
    if (typed !== BEFORE.exec(area.value.slice(0, area.selectionStart))?.[1]) return; // typed on meanwhile: that key looks for itself
    if (!found.length || document.activeElement !== area) { close(); return; }
    from = area.selectionStart - typed.length;
    list.replaceChildren(...found.map((name, n) => make("li", "", name, { id: `${list.id}-${n}`, role: "option" })));
    if (!isOpen()) {
      area.after(list);
      for (const [name, value] of Object.entries({ role: "combobox", "aria-haspopup": "listbox", "aria-expanded": "true", "aria-autocomplete": "list", "aria-controls": list.id })) area.setAttribute(name, value);
    }
    point(0);
    const words = t("people_found", { num: found.length });
    if (words !== told) announce(words);
    told = words;
  }

  area.addEventListener("input", look);
  area.addEventListener("blur", close);
  area.addEventListener("keydown", (event) => {
    if (!isOpen() || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.code];
    if (step) point(at + step);
    else if (!event.shiftKey && ["Enter", "NumpadEnter", "Tab"].includes(event.code)) choose(list.children[at]);
    else if (event.code === "Escape") close();
    else { if (/^(?:Arrow|Home|End)/.test(event.code)) close(); return; }
    event.preventDefault();
    event.stopPropagation();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the caret stays in the field
  list.addEventListener("click", (event) => { const option = event.target.closest("li"); if (option) choose(option); });
  look(); // something may stand there already
}
