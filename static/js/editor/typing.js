// The edition's house style as one types, and placeholders kept whole. Every change is a step of its own for the browser's undo.

import { scanTokens } from "./tokens.js";
import { typeIn } from "./words.js";

const NO_BREAK = "\u00a0";
const lastWord = (text) => /(?:^|[\s([“‘«„"'])(\S+)$/u.exec(text)?.[1];

/**
 * What the character just typed before `caret` makes of the text before it: [from, text] to stand from `from` to the caret, or null.
 * `rules`: {quotes, dash, ellipsis, after, before}, as core/style.py has them.
 */
export function dress(value, caret, { quotes, dash, ellipsis, after, before }) {
  const typed = value[caret - 1];
  const rest = value.slice(0, caret - 1);
  if (/\{\/?\d*$/.test(rest)) return null; // inside a placeholder
  const text = rest.replace(/(?:\{\/?\d+\})+$/, ""); // placeholders beside the caret are no letters
  const mark = dash.trim();
  if (typed === '"' || typed === "'") {
    const [open, close, inner, shut] = quotes;
    const outside = text.lastIndexOf(open) > text.lastIndexOf(close); // a quotation is open
    const at = text.lastIndexOf(inner);
    const inside = at >= 0 && at > text.lastIndexOf(open) && !new RegExp(`${shut}(?!\\p{L})`, "u").test(text.slice(at + 1));
    const opens = /(?:^|[\s([{/-])$/.test(text) || text.endsWith(open) || text.endsWith(inner) || (!outside && /[–—]$/.test(text));
    if (typed === "'") return [caret - 1, opens ? inner : inside ? shut : "’"];
    if (opens) return [caret - 1, outside ? inner : open];
    if (!outside && !inside && /\d$/.test(text)) return null; // inches
    return [caret - 1, inside ? shut : close];
  }
  if (typed === "-") {
    if (!/(?:^|[^-])-$/.test(text)) return null;
    const ahead = text.slice(0, -1);
    if (/\d$/.test(ahead)) return [caret - 2, "–"];
    return [caret - 2, (dash === mark || /(?:^|\s)$/.test(ahead) ? "" : " ") + mark];
  }
  if (typed === "." && ellipsis !== "..." && /(?:^|[^.])\.\.$/.test(rest)) return [caret - 3, ellipsis];
  if (/\d/.test(typed)) return rest.endsWith(" ") && after.includes(lastWord(rest.slice(0, -1))) ? [caret - 2, NO_BREAK + typed] : null;
  if (/\p{L}/u.test(typed)) {
    if (typed === "s" && /‘\d0$/.test(rest)) return [caret - 4, `’${rest.slice(-2)}s`]; // the ’90s
    return dash !== mark && rest.endsWith(` ${mark}`) && rest.trim() !== mark ? [caret - 1, ` ${typed}`] : null;
  }
  const [all, word] = /\d ([\p{L}.]+)$/u.exec(text) ?? [];
  return word && text === rest && before.includes(word) ? [caret - all.length, NO_BREAK + all.slice(2) + typed] : null;
}

/** Follow the house style in the fields within `root` while the person wants it, and keep placeholders whole there. */
export function helpTyping(root, rules) {
  let busy = false;
  let last = null;
  root.addEventListener("input", (event) => {
    const area = event.target;
    const { selectionStart: from, selectionEnd: caret } = area;
    if (event.inputType === "historyUndo" && last === area) {
      last = null;
      if (from !== caret) area.setSelectionRange(caret, caret); // the browser selects what it brought back: the next key would replace it
      return;
    }
    if (busy || event.inputType !== "insertText" || event.isComposing || event.data?.length !== 1 || from !== caret || document.documentElement.dataset.typing === "off") return;
    const change = dress(area.value, caret, rules);
    if (!change) return;
    busy = true;
    area.setSelectionRange(change[0], caret);
    typeIn(area, change[1]);
    busy = false;
    last = area;
    area.setSelectionRange(area.selectionEnd, area.selectionEnd); // ends the step
  });
  root.addEventListener("beforeinput", keepWhole);
  for (const name of ["cut", "dragstart"]) root.addEventListener(name, keepWhole);
}

const STRETCH = { Word: "word", SoftLine: "lineboundary", HardLine: "paragraphboundary" };
/** What is about to be deleted or written over never ends within a placeholder: the selection takes in all of it. */
function keepWhole(event) {
  const { target: area, inputType: type = "" } = event;
  if (event.isComposing || area.nodeName !== "TEXTAREA" || !area.value.includes("{") || type.startsWith("history")) return;
  const [, stretch, way] = /^delete(Word|SoftLine|HardLine)(Backward|Forward)$/.exec(type) ?? [];
  const alone = area.selectionStart === area.selectionEnd;
  if (alone && stretch) getSelection().modify("extend", way.toLowerCase(), STRETCH[stretch]); // the event does not say how far it goes
  let { selectionStart: from, selectionEnd: to } = area;
  const [start, end] = [from, to];
  for (const [, left, right] of scanTokens(area.value)) {
    if (start < end ? left < end && right > start : (left < start && start < right) || (type === "deleteContentBackward" && start === right) || (type === "deleteContentForward" && start === left)) {
      from = start === end && type.startsWith("insert") ? right : Math.min(from, left);
      to = Math.max(to, right);
    }
  }
  if (from !== start || to !== end) area.setSelectionRange(from, to);
  event.dataTransfer?.setData("text/plain", area.value.slice(from, to)); // what is dragged was noted before it grew
  if (alone && start < end) { event.preventDefault(); document.execCommand("delete"); }
}
