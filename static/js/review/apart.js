// Words typed into a sentence that was merged away, taken out or left out meanwhile: shown beside where it went, and kept
// on this device until somebody decides.

import { announce, toast } from "../toast.js";
import { button, make, t } from "../editor/words.js";
import { place, sentenceOf } from "./text.js";

/** `into` is the sentence that has the text now, if any; `words` say why, where it is not that. `put(node, words)` opens it with the words behind its own, if it can be. */
export function keepApart({ id, text, into = null, omitted = false, words = "" }, { mirror, put }) {
  document.getElementById(`apart-${id}`)?.remove();
  const target = into && !omitted ? sentenceOf(into) : null;
  words ||= omitted ? t("omitted_meanwhile") : target ? t("retired", { number: target.dataset.n }) : t("gone");
  const done = () => { box.remove(); mirror.drop(id); };
  const box = make("div", "versus apart", [
    make("p", "strong", words), make("p", "mine", text, { lang: document.querySelector("#text .target")?.lang ?? "" }),
    make("div", "actions", [
      ...(target ? [button(t("copy_there", { number: target.dataset.n }), () => { const node = sentenceOf(into); if (node && put(node, text)) done(); }, "button small primary")] : []),
      button(t("copy"), () => navigator.clipboard?.writeText(text).then(() => toast(t("copied")), () => {})),
      button(t("drop"), done),
    ]),
  ], { id: `apart-${id}`, role: "group", "aria-label": words });
  place.before(box); // outside the text, which is replaced as it changes
  announce(words);
  box.querySelector("button").focus();
}
