// The bar under the board: selecting by X, Shift+X and the boxes; what was done is told in a message that can undo it.

import { atHand } from "./board.js";
import { renew } from "./board_renew.js";
import { lettersAllowed } from "./keys.js";
import { csrfToken, explain, request } from "./session.js";
import { text } from "./texts.js";
import { toast } from "./toast.js";

const bar = document.getElementById("bulk");
const list = document.getElementById("list");
const boxes = () => [...list.querySelectorAll(".pick")];
let last = null;

function show() {
  const count = boxes().filter((box) => box.checked).length;
  bar.classList.toggle("active", count > 0);
  const words = text("chosen", { num: count }, "bulk-texts");
  const place = document.getElementById("chosen");
  if (place.textContent !== words) place.textContent = words;
  for (const box of boxes()) {
    const row = box.closest("tr, .card");
    row.classList.toggle("picked", box.checked);
    // The box has a state of its own; whoever walks by the headlines hears it there.
    if (box.checked) row.querySelector(".headline").setAttribute("aria-description", text("picked", {}, "bulk-texts"));
    else row.querySelector(".headline").removeAttribute("aria-description");
  }
}

/** Select or deselect one; with `run`, everything between the last one and it the same way. */
function pick(box, on, run) {
  if (!box) return;
  const all = boxes();
  const from = run ? all.findIndex((other) => other.value === last) : -1;
  const to = all.indexOf(box);
  for (const each of from < 0 ? [box] : all.slice(Math.min(from, to), Math.max(from, to) + 1)) each.checked = on;
  last = box.value;
  show();
}

async function send(fields) {
  let answer;
  try {
    const response = await request(bar.action, { method: "POST", body: new URLSearchParams([...fields, ["csrf_token", csrfToken()]]) });
    answer = await response.json().catch(() => ({}));
    if (!response.ok) { toast(answer.detail ?? explain(response.status), { kind: "bad" }); return; }
  } catch { toast(text("offline"), { kind: "bad" }); return; }
  for (const box of boxes()) box.checked = false; // done with
  show();
  const undo = answer.undo ? { label: text("undo"), run: () => send([["do", "undo"], ["changes", answer.undo]]) } : null;
  toast(answer.message, { kind: answer.refused ? "bad" : "", action: undo, seconds: answer.refused ? 0 : undefined });
  await renew();
}

if (bar) {
  bar.classList.add("scripted");
  bar.hidden = false;
  bar.querySelector(".by-script").hidden = false;
  list.addEventListener("renewed", show);
  list.addEventListener("change", (event) => { if (event.target.matches(".pick")) pick(event.target, event.target.checked, false); });
  list.addEventListener("click", (event) => { if (event.target.matches(".pick") && event.shiftKey) pick(event.target, event.target.checked, true); });
  document.getElementById("pick-all").addEventListener("click", () => { for (const box of boxes()) box.checked = true; show(); });
  document.getElementById("pick-none").addEventListener("click", () => {
    for (const box of boxes()) box.checked = false;
    show();
    (atHand() ?? list).querySelector(".headline")?.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.code !== "KeyX" || !lettersAllowed(event)) return;
    const box = atHand()?.querySelector(".pick");
    if (!box) return;
    event.preventDefault();
    pick(box, event.shiftKey || !box.checked, event.shiftKey);
  });
  bar.addEventListener("submit", (event) => {
    const chosen = boxes().filter((box) => box.checked);
    if (!chosen.length) { event.preventDefault(); toast(text("first", {}, "bulk-texts")); return; }
    if (event.submitter?.value === "export") return; // a download is the browser's own
    event.preventDefault();
    const data = new FormData(bar);
    send([["do", event.submitter.value], ...[...data].filter(([name]) => !["csrf_token", "do"].includes(name))]);
  });
  show();
}
document.documentElement.dataset.ready = "1";
