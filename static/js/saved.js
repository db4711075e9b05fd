// The server has the text now: the copy in this browser goes.
const names = new URLSearchParams(location.search).get("saved");
try { if (names) localStorage.removeItem(`story:${document.documentElement.dataset.user}:${names}`); } catch { /* storage is off */ }
history.replaceState(null, "", location.pathname + location.hash);
