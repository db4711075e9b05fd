// Requests that survive an expired sign-in: a 401 opens a sign-in dialog over the page, and the request goes on after it.

import { text } from "./texts.js";
import { toast } from "./toast.js";

const csrfMeta = () => document.querySelector('meta[name="csrf-token"]');
export const csrfToken = () => csrfMeta()?.content ?? "";

function adoptToken(token) {
  const meta = csrfMeta();
  if (!token || !meta) return;
  meta.content = token;
  for (const input of document.querySelectorAll('input[name="csrf_token"]')) input.value = token;
}

let waiting = null;

/** Opens the dialog (once, however many requests wait for it). Resolves to true when signed in, false when put off. */
export function signInAgain() {
  waiting ??= new Promise((resolve) => openDialog(resolve)).finally(() => { waiting = null; });
  return waiting;
}

function openDialog(resolve) {
  const dialog = document.getElementById("sign-in-again");
  const form = dialog.querySelector("form");
  const problem = dialog.querySelector('[role="alert"]');
  const before = document.activeElement;
  let done = false;

  const say = (message) => { problem.textContent = message; problem.hidden = !message; };
  const submit = async (event) => {
    event.preventDefault();
    const answer = await trySignIn(form);
    if (answer === "ok") { done = true; dialog.close(); } else say(answer);
  };
  const closed = () => {
    form.removeEventListener("submit", submit);
    form.querySelector('[type="password"]').value = "";
    say("");
    before?.focus?.();
    if (done) toast(text("signed_in"));
    resolve(done);
  };
  form.addEventListener("submit", submit);
  dialog.addEventListener("close", closed, { once: true });
  if (!dialog.open) dialog.showModal();
  const email = form.querySelector('[type="email"]');
  (email.value ? form.querySelector('[type="password"]') : email).focus();
}

/** "ok" or a sentence that says why not. Works against the ordinary sign-in page: it reads the page's own token. */
async function trySignIn(form) {
  const url = form.getAttribute("action");
  const parse = async (response) => new DOMParser().parseFromString(await response.text(), "text/html");
  const tokenOf = (page) => page.querySelector('meta[name="csrf-token"]')?.content
    ?? page.querySelector('input[name="csrf_token"]')?.value ?? "";
  try {
    const page = await parse(await fetch(url, { headers: { Accept: "text/html" }, credentials: "same-origin" }));
    const body = new FormData(form);
    body.set("csrf_token", tokenOf(page));
    const response = await fetch(url, { method: "POST", body: new URLSearchParams(body), credentials: "same-origin" });
    if (response.status === 429) return text("busy");
    if (!response.ok) return text("wrong");
    const home = await parse(response);
    const mine = document.documentElement.dataset.user;
    const now = home.documentElement.dataset.user;
    if (!now) return text("wrong");
    if (mine && now !== mine) return text("other_user");
    adoptToken(tokenOf(home));
    return "ok";
  } catch {
    return text("offline");
  }
}

/**
 * fetch() with the CSRF header, JSON bodies (`json`), and signing in again on a 401. Returns the Response, whatever
 * its status; throws only when the server cannot be reached (TypeError) or the signal aborts.
 */
export async function request(url, { json, headers = {}, ...options } = {}) {
  for (;;) {
    const response = await fetch(url, {
      credentials: "same-origin",
      ...options,
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      headers: {
        Accept: "application/json",
        ...(json === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
        "X-CSRFToken": csrfToken(),
      },
    });
    if (response.status !== 401 || !(await signInAgain())) return response;
  }
}

/** The sentence for a status that is not a success. */
export function explain(status) {
  const words = { 403: "forbidden", 404: "forbidden", 409: "conflict", 412: "conflict", 429: "busy" };
  return text(words[status] ?? (status >= 500 ? "server" : "refused"));
}

// ---- htmx ----
document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = csrfToken();
});
document.addEventListener("htmx:responseError", async (event) => {
  const { xhr, elt, target, requestConfig } = event.detail;
  if (xhr.status === 401) {
    if (!(await signInAgain())) return;
    const values = Object.fromEntries(Object.entries(requestConfig.parameters ?? {}).filter(([name]) => name !== "csrf_token"));
    window.htmx.ajax(requestConfig.verb, requestConfig.path, { source: elt, target, values });
    return;
  }
  let words = explain(xhr.status);
  if (xhr.getResponseHeader("Content-Type")?.startsWith("application/problem+json")) {
    try { words = JSON.parse(xhr.responseText).detail ?? words; } catch { /* the general sentence stands */ }
  }
  toast(words, { kind: "bad" });
});
document.addEventListener("htmx:sendError", () => toast(text("offline"), { kind: "bad" }));
document.addEventListener("htmx:timeout", () => toast(text("timeout"), { kind: "bad" }));
