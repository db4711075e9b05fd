// A link of the original that could lead to our own story in this edition: one key makes it so, and one takes it back.

import { announce, toast } from "../toast.js";
import { load } from "./beside.js";
import { showFindings, units } from "./grid.js";
import { ask, t } from "./words.js";

/** Let the link that a finding speaks of lead where it proposes, in the whole article. */
export async function lead({ dataset: { address, to } }) {
  const told = [...units.values()].filter((unit) => [...unit.row.querySelectorAll(".finding[data-to]")].some((item) => item.dataset.address === address));
  const { put } = await load();
  const set = async (value) => {
    if (!(await put(`links:${address}`, value))) { toast(t("failed"), { kind: "bad" }); return false; }
    for (const unit of told) {
      const response = await ask(`/api/v1/units/${unit.id}`);
      const answer = response.ok ? await response.json() : null;
      if (answer?.text === unit.saved) showFindings(unit, answer.findings);
    }
    return true;
  };
  if (!(await set(to))) return;
  announce(t("led", { to }));
  toast(t("led", { to }), { action: { label: t("operation_undo"), run: () => set("") } });
}
