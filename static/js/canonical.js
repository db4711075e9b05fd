// A name's spelling into the glossary, from the panel: one press, one undo.

import { announce, toast } from "./toast.js";
import { explain, request } from "./session.js";

/** Add the name of a button as a person's term. `renew` shows the panels as they are then. */
export async function keepName({ dataset }, renew) {
  const { canonical: lemma, english: preferred, edition, said, undo } = dataset;
  const tell = (response) => toast(explain(response.status), { kind: "bad" });
  const response = await request("/api/v1/glossary", { method: "POST", json: { lemma, preferred, kind: "person", edition } });
  if (!response.ok) { tell(response); return; }
  const { id, version } = await response.json();
  announce(said);
  const run = async () => {
    const back = await request(`/api/v1/glossary/${id}`, { method: "DELETE", headers: { "If-Match": `"${version}"` } });
    if (back.ok) renew(); else tell(back);
  };
  toast(said, { action: { label: undo, run } });
  renew();
}
