// Placeholders: {1} … {/1} in a pair or {1} alone; a literal { before a digit is doubled. As core/markup_tokens.py.

const BRACES = /(\{+)(?=\/?[0-9])/g;
const TOKEN = /\{(\/?)([0-9]{1,6})\}/y;

/** The tokens of a text in order: [token, from, to]. */
export function scanTokens(text) {
  const found = [];
  let position = 0;
  for (const match of text.matchAll(BRACES)) {
    if (match.index < position || match[1].length % 2 === 0) continue;
    TOKEN.lastIndex = match.index + match[1].length - 1;
    const token = TOKEN.exec(text);
    if (!token) continue;
    position = TOKEN.lastIndex;
    found.push([`{${token[1]}${Number(token[2])}}`, position - token[0].length, position]);
  }
  return found;
}
export const findTokens = (text) => scanTokens(text).map(([token]) => token);

export const half = (token) => (token[1] === "/" ? `{${token.slice(2)}` : `{/${token.slice(1)}`);
const count = (list, token) => list.filter((one) => one === token).length;

/** [[code, token], …]: what a text did to its source's tokens; empty when every one is in place. */
export function findDamage(source, text) {
  const wanted = findTokens(source);
  const found = findTokens(text);
  if (!wanted.length && !found.length) return [];
  const paired = (token) => wanted.includes(token) && wanted.includes(half(token));
  const damage = [];
  for (const token of new Set(wanted)) {
    if (count(found, token) < count(wanted, token)) damage.push([paired(token) && found.includes(half(token)) ? "token_unpaired" : "token_missing", token]);
  }
  for (const token of new Set(found)) if (count(found, token) > count(wanted, token)) damage.push(["token_extra", token]);
  const open = [];
  for (const token of found) {
    if (!paired(token) || count(found, token) !== 1 || count(found, half(token)) !== 1) continue;
    if (token[1] !== "/") open.push(token);
    else if (!open.includes(half(token))) damage.push(["token_order", token]);
    else {
      if (open.at(-1) !== half(token)) damage.push(["token_nesting", token]);
      open.splice(open.indexOf(half(token)), 1);
    }
  }
  return damage;
}

/** What the key for placeholder `number` puts in around `selected`: both halves of a pair, or the one there is. */
export function writeToken(source, text, number, selected) {
  const opening = `{${number}}`;
  const closing = `{/${number}}`;
  const wanted = findTokens(source);
  if (!wanted.includes(opening) && !wanted.includes(closing)) return null;
  if (!wanted.includes(closing)) return selected + opening;
  const there = findTokens(text);
  if (selected) return opening + selected + closing;
  if (there.includes(opening) && !there.includes(closing)) return closing;
  return there.includes(closing) ? opening : opening + closing;
}
