// Somebody was faster: both texts in place, and nothing is decided but by the person.

import { announce, toast } from "../toast.js";
import { goTo, paint, refresh, rows, units } from "./grid.js";
import { setAside, versus } from "./versus.js";
import { button, make, t, typeIn, typeOver } from "./words.js";

let queue = null;
let mirror = null;
export function prepare(parts) { ({ queue, mirror } = parts); }
rows.addEventListener("apart", ({ detail }) => {
  keepApart(detail.id, detail, detail.id, true);
  setAside(mirror, detail.id, detail.text, detail.version); // the sentence may be put back and written anew before anybody decides
});

/** A save met another version. `mine` is what was to be saved: {text, status}. */
export function meetConflict(unit, problem, mine) {
  const theirs = problem.current;
  if (problem.code === "unit_retired" || problem.code === "unit_omitted" || !theirs?.version) {
    keepApart(unit.id, mine, problem.code === "unit_omitted" ? unit.id : theirs?.id, problem.code === "unit_omitted");
    unit.wanted = null;
    unit.saved = mine.text; // what was typed since is still to come here
    refresh();
    return;
  }
  const byMachine = ["machine", "memory"].includes(theirs.origin?.kind) && theirs.status === "draft" && !theirs.touched;
  if (byMachine) Object.assign(unit, { machine: theirs.text, from: theirs.origin.kind, score: theirs.origin.score });
  if (theirs.text === mine.text && (theirs.status === mine.status || mine.status === "draft")) {
    Object.assign(unit, { saved: theirs.text, status: theirs.status, shown: theirs.status });
    queue.release(unit, theirs.version, null);
    paint(unit);
    return;
  }
  // A machine's text never stands in a person's way: it stays among the suggestions.
  // Nor does what one wrote oneself a moment ago, before the page was closed, and has only gone on with.
  const mineGrown = String(theirs.author) === document.documentElement.dataset.user && mine.text.startsWith(theirs.text);
  // Nor does another number of the same text, for a merge beside it moves that too.
  const same = theirs.text === unit.saved && theirs.status === unit.status;
  if (byMachine || mineGrown || same || theirs.text === mine.text) { queue.release(unit, theirs.version, unit.wanted ?? mine); return; }
  unit.wanted = null;
  unit.conflict = { theirs, mine, base: problem.base ?? unit.saved };
  show(unit);
}

function show(unit) {
  const { area, row } = unit;
  row.classList.add("conflict");
  row.querySelector(".versus")?.remove();
  row.querySelector(".findings").before(versus(unit, {
    lang: area.lang, mirror,
    mine: () => area.value,
    field: () => { area.focus(); return area; },
    keep(text, merged) {
      if (merged) unit.conflict.mine.status = unit.shown = "draft"; // nobody has read the two together yet
      end(unit, { text, status: unit.conflict.mine.status });
    },
    take: () => end(unit, null),
  }));
  if (!row.contains(document.activeElement)) {
    toast(`${t("sentence", { number: unit.n })}. ${t("conflict")}`, { kind: "bad", seconds: 0, action: { label: t("sentence", { number: unit.n }), run: () => goTo(unit) } });
  }
}

function end(unit, mine) {
  const { theirs } = unit.conflict;
  unit.row.classList.remove("conflict");
  unit.area.focus();
  unit.row.querySelector(".versus")?.remove();
  if (!mine) {
    Object.assign(unit, { saved: theirs.text, status: theirs.status, shown: theirs.status });
    unit.taking = true;
    typeOver(unit.area, theirs.text);
    unit.taking = false;
  }
  queue.release(unit, theirs.version, mine);
  paint(unit);
}

/** Text whose unit is gone or left out: shown beside where it went, kept until somebody decides. */
export function keepApart(id, mine, into, omitted = false) {
  const before = document.getElementById(`apart-${id}`);
  const older = before?.querySelector("p[lang]").textContent; // nobody has decided about that yet: it stays
  if (older && !mine.text.includes(older)) {
    mine = { ...mine, text: `${older} ${mine.text}` };
    mirror.keep(id, { text: mine.text, status: "draft", version: mine.version ?? 1 });
  }
  before?.remove();
  const target = units.get(into);
  const done = () => { box.remove(); mirror.drop(id); };
  const put = () => {
    const unit = units.get(into);
    if (!unit?.area) { toast(t("omitted_meanwhile")); return; }
    goTo(unit);
    unit.area.setSelectionRange(unit.area.value.length, unit.area.value.length);
    typeIn(unit.area, `${unit.area.value.trim() ? " " : ""}${mine.text}`);
    done();
  };
  const words = omitted ? t("omitted_meanwhile") : target ? t("retired", { number: target.n }) : t("gone");
  const box = make("div", "versus apart", [
    make("p", "strong", words), make("p", "", mine.text, { lang: rows.dataset.lang }),
    make("div", "actions", [
      ...(target ? [button(t("copy_there", { number: target.n }), put, "button small primary")] : []),
      button(t("copy"), () => navigator.clipboard?.writeText(mine.text).then(() => toast(t("copied")), () => {})),
      button(t("drop"), () => { done(); setAside(mirror, id, mine.text, mine.version ?? 1); }),
    ]),
  ], { id: `apart-${id}`, role: "group", "aria-label": words });
  (target ? target.row : rows).before(box);
  announce(words);
}

