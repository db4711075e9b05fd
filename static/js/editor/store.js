// What was typed and is not on the server yet, kept in this browser (IndexedDB) per person, article and unit.

const NAME = "workflow-unsent";
let opening = null;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("texts", { keyPath: ["user", "article", "unit"] });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
    asked.onblocked = () => reject(new Error("blocked"));
  });
  return opening;
}

async function run(mode, act) {
  const base = await open();
  return new Promise((resolve, reject) => {
    const transaction = base.transaction("texts", mode);
    const asked = act(transaction.objectStore("texts"));
    transaction.oncomplete = () => resolve(asked.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

/**
 * A mirror for one person and article. `safe` is false where the browser keeps nothing, `busy` while something is still
 * on its way to the disk; `rested` is called when nothing is.
 */
export function openMirror(user, article, rested = () => {}) {
  const waiting = new Map();
  let running = false;
  const mirror = { safe: true, get busy() { return running; } };

  async function drain() {
    if (running) return;
    running = true;
    while (waiting.size) {
      const [unit, entry] = waiting.entries().next().value;
      waiting.delete(unit);
      try {
        await run("readwrite", (texts) => (entry ? texts.put({ user, article, unit, ...entry }) : texts.delete([user, article, unit])));
        mirror.safe = true;
      } catch { mirror.safe = false; }
    }
    running = false;
    rested();
  }
  /** Keep a unit's text; the newest of several wins. */
  mirror.keep = (unit, { text, status, version }) => { waiting.set(unit, { text, status, version, at: Date.now() }); drain(); };
  mirror.drop = (unit) => { waiting.set(unit, null); drain(); };
  /** Everything kept for the article. */
  mirror.list = async () => {
    try {
      return await run("readonly", (texts) => texts.getAll(IDBKeyRange.bound([user, article], [user, article, []])));
    } catch { mirror.safe = false; return []; }
  };
  return mirror;
}

/** Say in `place` how `count` texts on their way are: `bad` when they do not get through, `shaping` while a change of shape is out. Not called safe before the disk has them. */
export function tellUnsent(place, mirror, { count, bad, t, box = place, shaping = false }) {
  const was = box.classList.contains("bad") ? place.textContent : t("saving");
  const words = !count ? t(shaping ? "saving" : "saved") : !bad ? t("saving") : mirror.busy ? was : t(mirror.safe ? "unsent" : "unsent_unsafe", { num: count });
  if (place.textContent !== words) place.textContent = words;
  box.classList.toggle("bad", Boolean(bad && count));
}
