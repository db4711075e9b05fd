// Word diff of two short texts, for a conflict on the spot. What the server shows it diffs itself.

import { make } from "./words.js";

const PARTS = /\{\/?\d{1,6}\}|\d+(?:[.,:]\d+)*|[\p{L}\p{N}’']+|\s+|[^\p{L}\p{N}\s]/gu;

export const split = (text) => text.match(PARTS) ?? [];

/** [["same" | "gone" | "new", text], …] */
export function diffWords(old, fresh) {
  const a = split(old);
  const b = split(fresh);
  const width = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      longest[i * width + j] = a[i] === b[j] ? longest[(i + 1) * width + j + 1] + 1 : Math.max(longest[(i + 1) * width + j], longest[i * width + j + 1]);
    }
  }
  const parts = [];
  const add = (kind, text) => { if (parts.at(-1)?.[0] === kind) parts.at(-1)[1] += text; else parts.push([kind, text]); };
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) { add("same", a[i]); i += 1; j += 1; }
    else if (i < a.length && (j === b.length || longest[(i + 1) * width + j] >= longest[i * width + j + 1])) { add("gone", a[i]); i += 1; }
    else { add("new", b[j]); j += 1; }
  }
  return parts;
}

/** The diff as nodes, with <del> and <ins>. */
export const showDiff = (old, fresh) => diffWords(old, fresh).map(([kind, text]) => (kind === "same" ? text : make(kind === "gone" ? "del" : "ins", "", text)));
