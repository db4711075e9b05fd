// Opening what is out, or withdrawn, for work again. A correction needs the note its readers will see.

const get = (id) => document.getElementById(id);
const form = get("again-form");

/** `send(path, json)` asks the API for the move. */
export function offerAgain(send) {
  if (!form) return;
  const note = get("again-note");
  const needsNote = () => Boolean(note && form.querySelector("[name=action]:checked").matches("[data-note]"));
  const show = () => {
    get("again-problem").textContent = "";
    if (!note) return;
    get("again-note-field").hidden = !needsNote();
    note.required = needsNote();
  };
  form.addEventListener("change", show);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const result = await send("transitions", { action: form.elements.action.value, reason: needsNote() ? note.value : "" });
    if (result?.ok) { location.assign(form.dataset.then); return; }
    if (result) get("again-problem").textContent = [...new Set([result.answer.detail, ...(result.answer.findings ?? []).map((f) => f.message)])].filter(Boolean).join(" ");
  });
  show();
}
