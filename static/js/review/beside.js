// The fields beside the text in review: what is mended there moves the hash, and what others change there is shown.

import { sync } from "./mend.js";
import { atHand, screen, sentences, stand } from "./text.js";

const box = document.getElementById("beside");
if (matchMedia("(max-width: 48rem)").matches) box.open = false;
let written = false;
const loading = import("../fields.js").then((fields) => {
  screen.takeFields = fields.takeIn;
  fields.start({ then: () => { written = true; return sync(); } });
  return fields;
});

addEventListener("keydown", async (event) => {
  if (event.code !== "F2" || event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  if (box.contains(document.activeElement)) stand(atHand() ?? sentences()[0]); else (await loading).enter();
});
document.addEventListener("click", async (event) => {
  if (event.target.closest('a[href="#beside"]')) { event.preventDefault(); (await loading).enter(); }
});

/** Everything written beside the text is at the server, and the hash on screen knows of it. */
export async function flush() {
  if (!(await (await loading).flush())) return false;
  if (written) await sync();
  return true;
}
