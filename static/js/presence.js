// Who else is in the article: initials in the top bar and beside the sentence. A courtesy: nothing waits for it, nothing
// moves because of it, and when the server is slow or away it falls silent.

import { ask, make, t } from "./editor/words.js";
import { announce } from "./toast.js";

const EVERY = 5000;
const SILENT = 30000;
const QUIET = 120000; // without a key or a pointer for so long one is not here

/**
 * `page`: "edit" or "review"; `place()`: the id of the sentence one is in, or null; `find(id)`: its node and number, as
 * {node, number}, or null; `put(node, mark)`: where beside the sentence the mark stands.
 */
export function watchPresence({ article, page, place, find, put }) {
  const url = `/api/v1/articles/${article}/presence`;
  const list = document.getElementById("people");
  const words = document.getElementById("people-words");
  let acted = Date.now();
  let heard = 0;
  let told;
  let busy = false;
  let timer = 0;
  let shown = "[]";
  let marks = [];
  let met = "";

  const tell = ({ name, unit, page: where }) => {
    const number = find(unit)?.number;
    const key = `${where === "review" && page !== "review" ? "reviews" : "is"}_${number ? "in" : "here"}`;
    return t(key, { name, number });
  };
  const face = (person, words) => [
    make("span", `who tint-${person.tint}`, person.initials, { "aria-hidden": "true", title: words }), make("span", "visually-hidden", words),
  ];

  function show(people) {
    const now = JSON.stringify(people.map((p) => [p.id, p.unit, p.page, find(p.unit)?.number]));
    if (now === shown && marks.every((mark) => mark.isConnected)) return;
    shown = now;
    for (const mark of marks) { mark.parentElement?.closest(".theirs")?.classList.remove("theirs"); mark.remove(); }
    marks = [];
    list.replaceChildren(...people.map((person) => make("li", "", face(person, tell(person)))));
    list.hidden = !people.length;
    words?.replaceChildren(...people.map((person) => make("span", "", tell(person))));
    const bySentence = new Map();
    for (const person of people) if (find(person.unit)) bySentence.set(person.unit, [...bySentence.get(person.unit) ?? [], person]);
    for (const [id, here] of bySentence) {
      const { node } = find(id);
      const mark = make("span", "here-now", here.flatMap((person) => face(person, t("is_here", person))));
      put(node, mark);
      node.classList.add("theirs");
      marks.push(mark);
    }
    const mine = (bySentence.get(place()) ?? []).map((person) => t("with_you", person)).join(" ");
    if (mine && mine !== met) announce(mine);
    met = mine;
  }

  async function say() {
    clearTimeout(timer);
    if (!busy && !document.hidden && Date.now() - acted < QUIET) {
      busy = true;
      told = place();
      try {
        const response = await ask(url, { method: "POST", json: { page, unit: told }, signal: AbortSignal.timeout(4000) });
        if (response.ok) { show((await response.json()).items); heard = Date.now(); }
      } catch { /* the next one may do better */ }
      busy = false;
    }
    if (Date.now() - heard > SILENT) show([]);
    clearTimeout(timer);
    timer = setTimeout(say, EVERY);
  }

  for (const name of ["keydown", "pointerdown", "pointermove", "scroll"]) addEventListener(name, () => { acted = Date.now(); }, { capture: true, passive: true });
  // Somewhere else is told soon, but not each of the sentences one only passes.
  addEventListener("focusin", () => { if (place() !== told) { clearTimeout(timer); timer = setTimeout(say, 400); } });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) say(); });
  addEventListener("pageshow", (event) => { if (event.persisted) say(); });
  addEventListener("pagehide", () => { ask(url, { method: "DELETE", keepalive: true }).catch(() => {}); });
  timer = setTimeout(say, 400);
}
