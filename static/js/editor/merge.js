// Three-way merge by words, for the button “Merge”; loaded when it is first pressed.

import { diffWords, split } from "./diff.js";

/** What `fresh` did to `base`: [[from, to, words], …] in words of `base`; what stands between is kept. */
function changes(base, fresh) {
  const found = [];
  let at = 0;
  let open = null;
  for (const [kind, text] of diffWords(base, fresh)) {
    const parts = split(text);
    if (kind === "same") { at += parts.length; open = null; continue; }
    if (!open) found.push(open = [at, at, []]);
    if (kind === "gone") { at += parts.length; open[1] = at; } else open[2].push(...parts);
  }
  return found;
}

/** What one side makes of base[from, to), its changes being `own`. */
function written(words, own, from, to) {
  let text = "";
  for (const [start, end, fresh] of own) {
    text += words.slice(from, start).join("") + fresh.join("");
    from = end;
  }
  return text + words.slice(from, to).join("");
}

const apart = (a, b) => (a && b && !/\s$/.test(a) && !/^\s/.test(b) ? " " : "");

/**
 * Both people’s changes to `base` in one text. Where they touch, both variants stand one after the other: `clash` is
 * the first such place as [from, to] in the text, or null where every change found its own.
 */
export function mergeTexts(base, mine, theirs) {
  const words = split(base);
  const left = changes(base, mine);
  const right = changes(base, theirs);
  let text = "";
  let at = 0;
  let clash = null;
  while (left.length || right.length) {
    const from = Math.min(left[0]?.[0] ?? Infinity, right[0]?.[0] ?? Infinity);
    let to = from;
    const sides = [[], []];
    for (let more = true; more;) { // changes that touch belong together
      more = false;
      [left, right].forEach((list, side) => {
        if (!list.length || list[0][0] > to) return;
        to = Math.max(to, list[0][1]);
        sides[side].push(list.shift());
        more = true;
      });
    }
    const [a, b] = sides.map((own) => written(words, own, from, to));
    text += words.slice(at, from).join("");
    at = to;
    if (!sides[1].length || a === b) { text += a; continue; }
    if (!sides[0].length) { text += b; continue; }
    const both = a + apart(a, b) + b;
    clash ??= [text.length, text.length + both.length];
    text += both;
  }
  return { text: text + words.slice(at).join(""), clash };
}
