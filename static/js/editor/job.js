// Pre-translation of this article: its progress, starting and stopping it, and what it has filled in.

import { request } from "../session.js";
import { announce, toast } from "../toast.js";
import { article, refresh } from "./grid.js";
import { ask, make, t } from "./words.js";

const box = document.getElementById("job");
const ACTIVE = ["queued", "running"];
let job = 0;
let last = -1;

const get = (id) => document.getElementById(id);

function show(state, words) {
  const active = ACTIVE.includes(state.state);
  const meter = box.querySelector(".meter");
  meter.hidden = !active;
  const bar = meter.querySelector("progress");
  bar.max = state.total || 1;
  bar.value = state.done;
  get("job-words").textContent = words;
  if (get("job-start")) { get("job-start").hidden = active; get("job-stop").hidden = !active; }
}

async function poll() {
  let state = null;
  try {
    const response = await ask(`/api/v1/jobs/${job}`);
    if (response.ok) state = await response.json();
    else if (response.status < 500 && response.status !== 401) return;
  } catch { /* asked again below */ }
  if (!state) { setTimeout(poll, 3000); return; }
  const active = ACTIVE.includes(state.state);
  show(state, active ? t("pretranslating", { done: state.done, total: state.total }) : t(`job_${state.state}`));
  if (state.done !== last || !active) {
    last = state.done;
    const filled = await refresh().catch(() => 0);
    if (filled) announce(t("pretranslated", { num: filled }));
  }
  if (active) { setTimeout(poll, 1000); return; }
  const told = (state.findings ?? []).map((f) => f.message).filter(Boolean);
  if ((state.findings ?? []).some((f) => ["demo_model", "model_missing"].includes(f.code))) told.push(t("fetch_model"));
  get("job-notices").replaceChildren(...[...new Set(told)].map((words) => make("span", "job-notice", words)));
  announce([t(`job_${state.state}`), ...told].join(" "));
}

export function watchJob() {
  if (!box) return;
  if (box.dataset.active === "1") { job = Number(box.dataset.job); poll(); }
  get("job-start")?.addEventListener("click", async () => {
    const response = await request(`/api/v1/articles/${article}/pretranslation`, { method: "POST" }).catch(() => null);
    const answer = await response?.json().catch(() => ({}));
    if (!response?.ok) { toast(answer?.detail ?? t("failed"), { kind: "bad" }); return; }
    job = answer.id;
    last = -1;
    poll();
  });
  get("job-stop")?.addEventListener("click", async () => {
    await request(`/api/v1/jobs/${job}`, { method: "DELETE" }).catch(() => toast(t("failed"), { kind: "bad" }));
  });
}
