// What is pasted, as the body's text: paragraphs, subheads, lists, quotations, links, emphasis and pictures stay; the rest goes.

const SKIP = new Set(["SCRIPT", "STYLE", "NOSCRIPT", "TEMPLATE", "HEAD", "META", "LINK", "BUTTON", "INPUT", "SELECT", "TEXTAREA", "IFRAME", "OBJECT", "SVG", "svg"]);
const BLOCKS = new Set(["P", "DIV", "SECTION", "ARTICLE", "MAIN", "HEADER", "FOOTER", "ASIDE", "ADDRESS", "TR", "TABLE", "TBODY", "DD", "DT", "DL", "PRE", "FORM", "CENTER", "LI", "UL", "OL", "BLOCKQUOTE", "FIGURE", "H1", "H2", "H3", "H4", "H5", "H6", "HR"]);
const escape = (words) => words.replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign]);
const quote = (words) => escape(words).replaceAll('"', "&quot;");
const isWeb = (address) => /^https?:[/]{2}/i.test(address ?? "");

// The attribute, not node.style: the page's policy keeps style attributes from taking effect, in parsed documents too.
const styleOf = (node) => node.getAttribute("style") ?? "";
const isHeavy = (style) => /font-weight\s*:\s*(bold|bolder|[6-9]00)\b/i.test(style);
function isBold(node) {
  if (node.tagName === "STRONG") return true;
  if (node.tagName === "B") return !/font-weight\s*:\s*(normal|[1-4]00)\b/i.test(styleOf(node)); // Google Docs wraps everything in such a <b>
  return node.tagName === "SPAN" && isHeavy(styleOf(node));
}
const isItalic = (node) => node.tagName === "EM" || node.tagName === "I" || (node.tagName === "SPAN" && /font-style\s*:\s*italic/i.test(styleOf(node)));

/** Words of a node with inline tags, on one line. */
function inline(node) {
  if (node.nodeType === Node.TEXT_NODE) return escape(node.data.replace(/[ \t\r\n\f]+/g, " "));
  if (node.nodeType !== Node.ELEMENT_NODE || SKIP.has(node.tagName)) return "";
  if (node.tagName === "BR") return "\n";
  if (node.tagName === "IMG") return isWeb(node.getAttribute("src")) ? picture(node) : "";
  const inner = [...node.childNodes].map(inline).join("");
  if (!inner.trim()) return inner;
  if (node.tagName === "A" && isWeb(node.getAttribute("href"))) return `<a href="${quote(node.getAttribute("href"))}">${inner.trim()}</a>`;
  const [, before, words, after] = inner.match(/^(\s*)([\s\S]*?)(\s*)$/);
  if (isBold(node)) return `${before}<strong>${words}</strong>${after}`;
  if (isItalic(node)) return `${before}<em>${words}</em>${after}`;
  return inner;
}
const picture = (image) => `<img src="${quote(image.getAttribute("src"))}" alt="${quote(image.getAttribute("alt") ?? "")}">`;
const oneLine = (words) => words.replace(/\s*\n\s*/g, " ").trim();

function figure(node) {
  const image = node.querySelector("img");
  if (!image || !isWeb(image.getAttribute("src"))) return blocksOf(node);
  const caption = node.querySelector("figcaption");
  const words = caption ? oneLine(inline(caption)) : "";
  return [`<figure>${picture(image)}${words ? `<figcaption>${words}</figcaption>` : ""}</figure>`];
}

function blocksOf(node) {
  const out = [];
  let run = "";
  const flush = () => {
    for (const line of run.split(/\n\s*\n|\n/)) if (line.trim()) out.push(line.trim());
    run = "";
  };
  for (const child of node.childNodes) {
    const isBlock = child.nodeType === Node.ELEMENT_NODE && (BLOCKS.has(child.tagName) || child.querySelector?.("p, div, h1, h2, h3, h4, ul, ol, table, figure, blockquote"));
    if (!isBlock) { run += inline(child); continue; }
    flush();
    out.push(...block(child));
  }
  flush();
  return out;
}

function block(node) {
  const tag = node.tagName;
  if (SKIP.has(tag) || tag === "HR") return [];
  if (/^H[1-6]$/.test(tag)) {
    const words = oneLine([...node.childNodes].map(inline).join("")).replace(/<\/?strong>/g, "");
    return words ? [`${tag === "H1" || tag === "H2" ? "##" : "###"} ${words}`] : [];
  }
  if (tag === "UL" || tag === "OL") {
    const items = [...node.children].filter((item) => item.tagName === "LI").map((item) => oneLine([...item.childNodes].map(inline).join(" "))).filter(Boolean);
    if (items.length === 1) return [`<${tag.toLowerCase()}><li>${items[0]}</li></${tag.toLowerCase()}>`];
    return items.length ? [items.map((words, n) => (tag === "UL" ? `- ${words}` : `${n + 1}. ${words}`)).join("\n")] : [];
  }
  if (tag === "BLOCKQUOTE") {
    const lines = blocksOf(node).map(oneLine).filter(Boolean);
    return lines.length ? [lines.map((line) => `> ${line}`).join("\n")] : [];
  }
  if (tag === "FIGURE") return figure(node);
  if (tag === "TR") {
    const cells = [...node.children].map((cell) => oneLine([...cell.childNodes].map(inline).join(" "))).filter(Boolean);
    return cells.length ? [cells.join(" — ")] : [];
  }
  return blocksOf(node);
}

/** The body's text for a piece of HTML from the clipboard; empty where there is nothing in it. */
export function readPaste(html) {
  const quiet = html.replace(/\son\w+\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi, ""); // they would never run, only fill the console
  const page = new DOMParser().parseFromString(quiet, "text/html"); // scripts of a parsed document never run
  const blocks = blocksOf(page.body).map((words) => words.trim()).filter(Boolean);
  return blocks.length === 1 && !/^(##|- |> |<figure)/.test(blocks[0]) ? blocks[0] : blocks.join("\n\n");
}
