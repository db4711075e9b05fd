// The fields beside the text come when they are asked for: opened, or left unsent by an earlier page.

const box = document.getElementById("beside");
const kept = `beside:${document.documentElement.dataset.user ?? ""}`;
let loading = null;

export const load = () => (loading ??= import("../fields.js").then(async (fields) => { await fields.start(); return fields; }));

/** True for what the device keeps of a field, not of a sentence: it is brought back beside the text. */
export function takeBack(entry) {
  if (typeof entry.unit !== "string") return false;
  load();
  return true;
}
/** Everything written beside the text is at the server. */
export const flushFields = async () => !loading || (await loading).flush();
/** To the fields, or from them back to `back`. */
export async function goBeside(back) {
  if (box.contains(document.activeElement)) back(); else (await load()).enter();
}

box?.addEventListener("toggle", () => {
  if (box.open) load();
  try { localStorage.setItem(kept, box.open ? "open" : ""); } catch { /* storage is off */ }
});
try { if (box && localStorage.getItem(kept) && matchMedia("(min-width: 72rem)").matches) box.open = true; } catch { /* storage is off */ }
if (box?.open) load(); // opened before this script was there
