// Words.

// Made once: a large map writes thousands of numbers.
const numbers = Object.fromEntries(["de", "en"].map((language) => [language, new Intl.NumberFormat(language)]));
function format(value, language = state.lang) { return numbers[language].format(value); }

const hasTies = data.projects.some((project) => project.type === "membership");

function text(key, values = {}) {
  // Where memberships join as well, a line is more than joint projects.
  const said = (hasTies && texts[key + "_ties"]) || texts[key];
  const entry = said && said[state.lang];
  if (!entry) throw new Error("a text is missing: " + key);
  const pattern = Array.isArray(entry) ? entry[values.n === 1 ? 0 : 1] : entry;
  return pattern.replace(/\{(\w+)\}/g, (mark, name) => {
    if (!(name in values)) throw new Error("a value is missing: " + key + " " + name);
    return typeof values[name] === "number" ? format(values[name]) : String(values[name]);
  });
}

const label = (thing) => thing.label[state.lang];
const category = (name) => text("category_" + name);
const kindOf = (node) => node.kind[state.lang] || category(node.category);

function countryName(code, language = state.lang) {
  if (!code) return text("unknown");
  // The European Commission writes EL and UK where ISO 3166 has GR and GB.
  const iso = { EL: "GR", UK: "GB" }[code] || code;
  if (!/^[A-Z]{2}$/.test(iso)) return code;
  try { return new Intl.DisplayNames([language], { type: "region" }).of(iso) || code; } catch (error) { return code; }
}

// Two foldings, so that "Koeln" and "Koln" both find "Köln".
function folds(words) {
  const small = words.toLocaleLowerCase("de").replace(/ß/g, "ss");
  const plain = (letters) => letters.normalize("NFKD").replace(/\p{M}/gu, "");
  return [plain(small.normalize("NFC").replace(/ä/g, "ae").replace(/ö/g, "oe").replace(/ü/g, "ue")), plain(small)];
}

/** HHUD for "Heinrich-Heine-Universität Düsseldorf": the first letters of the words that begin with a capital. */
function initials(name) {
  const first = name.normalize("NFC").split(/[^\p{L}\p{N}]+/u).filter((word) => /^\p{Lu}/u.test(word)).map((word) => [...word][0]);
  return first.length > 1 ? folds(first.join("")) : null;
}

function searchable(thing) {
  const names = [thing.label.de, thing.label.en, ...thing.names];
  thing.search = [thing.label.de, thing.label.en, thing.city || "", ...thing.names].map(folds);
  thing.initials = names.map(initials).filter(Boolean);
}

function year(date) { return date.slice(0, 4); }

function period(project) {
  const { start, end, endStatus } = project;
  if (start && end) return year(start) === year(end) ? year(start) : year(start) + "–" + year(end);
  if (start) return text(endStatus === "unlimited" ? "period_open" : "period_started", { start: year(start) });
  if (end) return text("period_ended", { end: year(end) });
  return text(endStatus === "unlimited" ? "period_unlimited" : "period_unknown");
}

function projectLine(project) {
  const funders = project.funders.map((funder) => funder[state.lang]).join(", ");
  return period(project) + " · " + (funders || text("funder_unknown"));
}
