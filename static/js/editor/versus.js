// Mine and theirs of one sentence, and the choice between them: in the grid and in review.

import { announce } from "../toast.js";
import { showDiff } from "./diff.js";
import { ask, button, make, t, typeOver } from "./words.js";

/** Keep a text that will not be the unit’s in its history; what the server did not take stays on the device. */
export async function setAside(mirror, id, text, version) {
  if (!text.trim()) return;
  const kept = await ask(`/api/v1/units/${id}/asides`, { method: "POST", json: { text, version }, keepalive: true }).catch(() => null);
  if (!kept?.ok) mirror.keep(id, { text, status: "draft", version });
}

/**
 * The box for `unit.conflict`: {theirs, mine, base}. `mine()` is what this person has now, `field()` the field it
 * stands in (opened if need be), `keep(text, merged)` and `take()` end the conflict.
 */
export function versus(unit, { lang, mirror, mine, field, keep, take }) {
  const { theirs, base } = unit.conflict;
  const { version } = unit; // the one mine was written against
  const diff = make("p", "", [], { lang });
  const told = make("p", "is-stop", [], { role: "status" });
  const compare = () => diff.replaceChildren(...showDiff(mine(), theirs.text));
  const watch = (area) => area?.addEventListener("input", () => diff.isConnected && compare());
  const leave = (text) => text !== theirs.text && setAside(mirror, unit.id, text, version);

  async function merge({ target }) {
    const { mergeTexts } = await import("./merge.js");
    if (!unit.conflict) return;
    const before = mine();
    const { text, clash } = mergeTexts(base, before, theirs.text);
    const area = field();
    watch(area);
    if (text !== before) leave(before);
    typeOver(area, text);
    if (!clash) { keep(text, true); return; }
    compare();
    target.hidden = true; // once: merged again, theirs would stand twice
    told.textContent = t("merge_clash");
    area.setSelectionRange(...clash);
  }

  compare();
  watch(unit.area);
  announce(t("conflict"));
  return make("div", "versus", [
    make("p", "strong", t("conflict")), make("span", "eyebrow", t("conflict_who")), diff, told,
    make("div", "actions", [
      button(t("keep_mine"), () => keep(mine(), false), "button small primary"),
      button(t("take_theirs"), () => { const text = mine(); take(); leave(text); }),
      button(t("merge_both"), merge),
    ]),
  ], { role: "group", "aria-label": t("conflict") });
}
