// The fields beside a story's own text, on the story's page: F2 leads to them and back, and no form goes before them.

import { enter, flush, start } from "./fields.js";

const box = document.getElementById("beside");
let back = null;
let clear = box.dataset.edit !== "1";
start();

addEventListener("keydown", (event) => {
  if (event.code !== "F2" || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  if (box.contains(document.activeElement)) { (back?.isConnected ? back : box.querySelector("summary")).focus(); return; }
  back = document.activeElement === document.body ? null : document.activeElement;
  enter();
});

// A move closes the text: what is written here goes first.
document.addEventListener("submit", async (event) => {
  if (clear) return;
  event.preventDefault();
  if (!(await flush())) return;
  clear = true;
  event.target.requestSubmit(event.submitter);
  clear = false;
}, true);
