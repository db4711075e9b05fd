// Runs before the first paint, so that a chosen theme never flashes. What this person chose in this browser wins.
(function () {
  try {
    var root = document.documentElement;
    var kept = localStorage.getItem("theme:" + (root.dataset.user || ""));
    if (kept === "light" || kept === "dark" || kept === "system") root.dataset.theme = kept;
  } catch (error) { /* storage is off: the server's value stands */ }
})();
