// Words for scripts come from the page, in its language: <script type="application/json" class="texts" id="…">.

const tables = new Map();

function readTable(id) {
  if (!tables.has(id)) {
    const node = document.getElementById(id);
    tables.set(id, node ? JSON.parse(node.textContent) : {});
  }
  return tables.get(id);
}

const rules = new Intl.PluralRules(document.documentElement.lang || "en");

/** The sentence for `key` in the table `table`, with %(name)s filled in. An object of plural forms is chosen by values.num. */
export function text(key, values = {}, table = "shell-texts") {
  let entry = readTable(table)[key];
  if (entry === undefined) return key;
  if (typeof entry === "object") entry = entry[rules.select(values.num)] ?? entry.other;
  return entry.replace(/%\((\w+)\)[sd]/g, (all, name) => values[name] ?? all).replaceAll("%%", "%");
}
