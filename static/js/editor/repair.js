// One-key repair: placeholders that were lost, doubled or crossed are put where the original has them. Fetched when first asked for.

import { findDamage, half, scanTokens } from "./tokens.js";

/** A text without its tokens, and where each stood: {plain, marks: [[token, at], …]}. */
function split(text) {
  let plain = "";
  let last = 0;
  const marks = [];
  for (const [token, from, to] of scanTokens(text)) {
    plain += text.slice(last, from);
    marks.push([token, plain.length]);
    last = to;
  }
  return { plain: plain + text.slice(last), marks };
}

const closing = (token) => token[1] === "/";
const nearest = (places, wanted) => places.reduce((best, place) => (Math.abs(place - wanted) < Math.abs(best - wanted) ? place : best));

/** `text` with exactly the tokens of `source`; its words are not touched. */
export function repair(source, text) {
  const damage = findDamage(source, text);
  if (!damage.length) return text;
  const { plain: original, marks: wanted } = split(source);
  const { plain, marks } = split(text);
  const order = wanted.map(([token]) => token);
  const crossed = damage.filter(([code]) => code === "token_order" || code === "token_nesting").flatMap(([, token]) => [token, half(token)]);
  const kept = new Map(); // token → place; what is crossed is put anew, what is doubled stands once
  for (const [token, at] of marks) if (order.includes(token) && !crossed.includes(token) && !kept.has(token)) kept.set(token, at);
  const found = [...plain.matchAll(/[^\s(“‘"«„]+/gu)];
  const starts = found.map((match) => match.index).filter((at) => at === 0 || !/^(?:the|an?|of|on|in|at|to|for|by|from|with|and)\s/i.test(plain.slice(at))); // seldom the first word of a link
  const ends = found.map((match) => match.index + match[0].replace(/(?<=.)[.,;:!?…)”’"»]+$/u, "").length);
  if (!starts.length) starts.push(0);
  const scale = (at) => (original.length ? (at * plain.length) / original.length : 0);
  for (const [token, at] of wanted) {
    if (kept.has(token)) continue;
    const other = wanted.find(([one]) => one === half(token));
    if (!other) { kept.set(token, at >= original.trimEnd().length ? plain.length : at === 0 ? 0 : nearest(starts, scale(at))); continue; }
    const [from, to] = closing(token) ? [other[1], at] : [at, other[1]];
    const words = original.slice(from, to).trim();
    const same = words ? plain.indexOf(words) : -1;
    if (closing(token)) {
      const start = kept.get(half(token));
      const after = ends.filter((end) => end > start);
      kept.set(token, same === start ? same + words.length : nearest(after.length ? after : [plain.length], start + scale(to - from)));
    } else if (kept.has(half(token))) {
      const end = kept.get(half(token));
      const ahead = starts.filter((start) => start < end);
      kept.set(token, same >= 0 && same + words.length === end ? same : nearest(ahead.length ? ahead : [0], end - scale(to - from)));
    } else kept.set(token, same >= 0 ? same : from === 0 ? 0 : nearest(starts, scale(from)));
  }
  const rank = ([a, at], [b, to]) => at - to || (half(a) === b ? Number(closing(a)) - Number(closing(b)) : Number(closing(b)) - Number(closing(a))) || order.indexOf(a) - order.indexOf(b);
  let done = "";
  let last = 0;
  for (const [token, at] of [...kept].sort(rank)) {
    done += plain.slice(last, at) + token;
    last = at;
  }
  done += plain.slice(last);
  return findDamage(source, done).length ? putWhole(source, plain) : done;
}

/** Where the places contradict one another: every token at the end of the text, in the original's order. */
const putWhole = (source, plain) => plain + scanTokens(source).map(([token]) => token).join("");
