// The save queue: one save at a time a unit, a few units at once, in order, repeated until the server has it.
// A unit here is {id, version, saved, status, wanted, flight, stuck, conflict}; nothing in this file touches the page.

import { signInAgain } from "../session.js";
import { ask, newKey, whenQuiet } from "./words.js";

const AT_ONCE = 4;
const BACK_OFF = [1000, 2000, 4000, 8000, 15000];

/**
 * hooks: state() after every change; saved(unit, answer, sent); conflict(unit, problem, sent); refused(unit, problem);
 * closed(problem): the text may not be changed any more. `mirror` keeps what is not sent. `call(unit, flight, options)`
 * sends one, `read(unit, answer)` is what the unit becomes by the answer: something else than sentences can be saved so.
 */
export function createQueue({ mirror, hooks, call = saveUnit, read = readUnit }) {
  const units = new Set();
  const waiters = new Set();
  let failures = 0;
  let timer = 0;
  let paused = "";
  let air = 0;
  let held = false;

  const queue = {
    get unsent() { return [...units].filter((u) => u.wanted || u.flight || u.stuck || u.conflict); },
    get failing() { return failures > 0 || paused !== ""; },
    get paused() { return paused; },
    want, flush, hold, letGo, retry, leave, release,
  };

  /** Save `text` with `status`; what was wanted before of the unit is forgotten, what is under way is not. */
  function want(unit, text, status) {
    if (unit.conflict) { unit.conflict.mine = { text, status }; keep(unit, text, status); return; }
    unit.stuck = null;
    if (!unit.flight && text === unit.saved && status === unit.status) {
      unit.wanted = null;
      forget(unit);
    } else {
      unit.wanted = { text, status };
      units.add(unit);
      keep(unit, text, status);
    }
    if (paused === "signed-out") paused = "";
    settle();
    setTimeout(pump); // after whoever called has moved the focus
  }

  /** Mirror what the unit is to become: what is being typed in it (its timer runs) is newer than any save. */
  function keep(unit, text, status) {
    mirror.keep(unit.id, { ...(unit.timer ? { text: unit.area.value, status: "draft" } : { text, status }), version: unit.version });
  }
  function forget(unit) { if (unit.timer) keep(unit); else mirror.drop(unit.id); }

  function pump() {
    if (paused || held) return;
    for (const unit of units) {
      if (air >= AT_ONCE) return;
      if (unit.flight ? unit.flight.waiting : unit.wanted && !unit.conflict) {
        if (unit.flight) { if (!timer) send(unit); continue; }
        unit.flight = { ...unit.wanted, version: unit.version, key: newKey(), waiting: false };
        unit.wanted = null;
        send(unit);
      }
    }
  }

  async function send(unit) {
    const flight = unit.flight;
    flight.waiting = false;
    air += 1;
    let response = null;
    let answer = {};
    try {
      response = await call(unit, flight, {});
      answer = await response.json().catch(() => ({}));
    } catch { response = null; }
    air -= 1;
    if (unit.flight !== flight) return;
    const status = response?.status ?? 0;
    if (response?.ok) {
      failures = 0;
      land(unit);
      Object.assign(unit, read(unit, answer));
      if (unit.wanted) keep(unit, unit.wanted.text, unit.wanted.status); else forget(unit);
      hooks.saved(unit, answer, flight);
    } else if (status === 412) {
      land(unit);
      hooks.conflict(unit, answer, unit.wanted ?? flight);
    } else if (status === 401 || (status === 400 && answer.code === "csrf")) {
      flight.waiting = true;
      paused = "signed-out";
      settle();
      // The dialog would take the keys from under somebody's fingers: it waits until they rest.
      if ((status === 400 && (await renewToken())) || (await whenQuiet().then(() => paused !== "signed-out" || signInAgain()))) {
        if (paused === "signed-out") paused = "";
      }
    } else if (status === 0 || status >= 500 || status === 429 || status === 408 || answer.code === "idempotency_key_busy") {
      flight.waiting = true;
      fail();
    } else if ([403, 404, 409, 410].includes(status)) {
      land(unit);
      unit.wanted ??= { text: flight.text, status: flight.status };
      paused = "closed";
      hooks.closed(answer);
    } else {
      land(unit);
      unit.stuck = answer.detail ?? String(status);
      hooks.refused(unit, answer);
    }
    settle();
    pump();
  }

  function land(unit) { unit.flight = null; }

  function fail() {
    failures += 1;
    if (timer) return;
    const length = BACK_OFF[Math.min(failures, BACK_OFF.length) - 1];
    timer = setTimeout(() => { timer = 0; pump(); }, length * (0.85 + Math.random() * 0.3));
  }

  /** Try everything again at once. */
  function retry() {
    clearTimeout(timer);
    timer = 0;
    if (paused === "signed-out") paused = "";
    pump();
  }

  /** A conflict was decided: `version` is the one the choice was made against; a text to save, or null for theirs. */
  function release(unit, version, mine) {
    unit.conflict = null;
    unit.version = version;
    if (mine) want(unit, mine.text, mine.status);
    else { unit.wanted = null; forget(unit); settle(); }
  }

  /** Resolves to true when none of `chosen` (default: all) waits any more, false when one cannot be saved now. */
  function flush(chosen = null) {
    return new Promise((resolve) => {
      const check = () => {
        const mine = chosen ? chosen : [...units];
        if (mine.some((u) => u.stuck || u.conflict) || queue.failing) { waiters.delete(check); resolve(!mine.some((u) => u.stuck || u.conflict || u.wanted || u.flight)); }
        else if (!mine.some((u) => u.wanted || u.flight)) { waiters.delete(check); resolve(true); }
      };
      waiters.add(check);
      check();
    });
  }

  /** Nothing new is sent until `letGo`; resolves when what is under way has landed, or cannot. */
  function hold() {
    held = true;
    return new Promise((resolve) => {
      const check = () => {
        if (air && !queue.failing) return;
        waiters.delete(check);
        resolve();
      };
      waiters.add(check);
      check();
    });
  }
  function letGo() { held = false; pump(); }

  /** The page goes away: hand the browser what is not sent. A save that is under way goes again with its own key. */
  function leave() {
    if (paused === "closed") return;
    for (const unit of queue.unsent) {
      const flight = unit.flight ?? (unit.wanted && !unit.conflict ? { ...unit.wanted, version: unit.version, key: newKey() } : null);
      if (!flight) continue;
      call(unit, flight, { keepalive: true }).catch(() => {});
    }
  }

  function settle() {
    hooks.state();
    for (const check of [...waiters]) check();
  }

  addEventListener("online", retry);
  return queue;
}

const saveUnit = (unit, flight, more) => ask(`/api/v1/units/${unit.id}`, {
  method: "PUT", headers: { "If-Match": `"${flight.version}"`, "Idempotency-Key": flight.key }, json: { text: flight.text, status: flight.status }, ...more,
});
const readUnit = (unit, answer) => ({ version: answer.version, saved: answer.text, status: answer.status });

/** The sign-in was renewed elsewhere: take the page's new token, but only for the same person. */
async function renewToken() {
  try {
    const response = await fetch(location.pathname, { credentials: "same-origin", headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const token = page.querySelector('meta[name="csrf-token"]')?.content;
    if (!token || page.documentElement.dataset.user !== document.documentElement.dataset.user) return false;
    document.querySelector('meta[name="csrf-token"]').content = token;
    return true;
  } catch { return false; }
}
