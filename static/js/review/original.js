// Mending the story as written: a mended sentence is a new revision at once, made of the one on screen.

import { request } from "../session.js";
import { newKey } from "../editor/words.js";
import { place } from "./text.js";

export const isOriginal = place.dataset.side === "source";
let chain = Promise.resolve(true);

/** Resolves to true when everything mended so far is saved. */
export const flushOriginal = () => chain;

/** Save a sentence after those before it. `failed(problem)` says what the server would not take. */
export function saveOriginal(id, text, { saved, failed }) {
  chain = chain.then(async () => {
    const shown = document.getElementById("text").dataset;
    try {
      const response = await request(`/api/v1/stories/${place.dataset.story}/sentences/${id}`, {
        method: "PUT", json: { text }, headers: { "If-Match": `"${shown.revision}"`, "Idempotency-Key": newKey() },
      });
      const answer = await response.json().catch(() => ({}));
      if (response.ok) { shown.revision = answer.revision; await saved(); return true; }
      await failed(answer);
    } catch { await failed({}); }
    return false;
  });
  return chain;
}
