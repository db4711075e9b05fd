// The first hour: steps that are done when their key did them. Runs before the grid's own module.

import { announce } from "../toast.js";
import { readKey } from "../editor/keys.js";
import { t } from "../editor/words.js";
import { serve } from "./server.js";

document.documentElement.dataset.user = `practice-${Date.now()}`; // nothing typed here is offered back later
const coach = document.getElementById("coach");
document.getElementById("grid").prepend(coach);
const steps = [...coach.querySelectorAll("[data-step]")];
const count = coach.querySelector(".count");
const hint = coach.querySelector(".by-key");
let at = 0;
let key = ""; // the editor's key that was pressed last; a press of the pointer forgets it

function show() {
  steps.forEach((step, n) => { step.hidden = n !== at; });
  hint.hidden = true;
  count.textContent = at < steps.length - 1 ? t("practice_step", { number: at + 1, total: steps.length - 1 }) : "";
  coach.querySelector("[data-skip]").hidden = at === steps.length - 1;
  coach.classList.toggle("finished", at === steps.length - 1);
  announce(`${count.textContent} ${steps[at].textContent}`);
}

function go() { at = Math.min(at + 1, steps.length - 1); show(); }

/** Something was done; it counts when the key of the step did it. */
function done(what) {
  const wanted = steps[at].dataset.step;
  if (what !== wanted) return;
  if (key === wanted) go();
  else { hint.hidden = false; announce(hint.textContent); }
}

const NAMES = { confirmed: "confirm", revert: "undo" };
serve((what) => done(NAMES[what] ?? what));
addEventListener("keydown", (event) => {
  const [name] = readKey(event) ?? [];
  if (name) key = name;
  if (name === "finding") setTimeout(() => { if (document.activeElement?.closest(".row")?.querySelector(".finding")) done("finding"); });
}, true);
addEventListener("pointerdown", () => { key = ""; }, true);
addEventListener("input", (event) => { if (event.target.matches("#rows textarea") && (key === "suggestion" || event.inputType === "insertReplacementText")) done("suggestion"); });
coach.addEventListener("click", (event) => {
  if (event.target.closest("[data-skip]")) go();
  else if (event.target.closest("[data-restart]")) location.reload();
});
show();
