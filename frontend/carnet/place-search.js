// Find a commune among those of the structure, from the first letters of any of its words, without
// regard to case, accents, hyphens or « St ». As entremise/territories/names.py does for all France.

const ABBREVIATIONS = new Map([
  ["st", "saint"],
  ["ste", "sainte"],
  ["sts", "saints"],
  ["stes", "saintes"],
]);

function words(text) {
  const folded = text
    .toLowerCase()
    .replaceAll("œ", "oe")
    .replaceAll("æ", "ae")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/(^|\s)s\//g, "$1sur ");
  return folded.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
}

const expanded = (raw) => raw.map((word) => ABBREVIATIONS.get(word) ?? word);

/** What is typed, as it may be meant: « ste » begins both « Sainte-Croix » and « Steene ». */
function readings(typed) {
  const raw = words(typed);
  const full = expanded(raw);
  const found = [full.join("")];
  if (raw.at(-1) !== full.at(-1)) found.push([...full.slice(0, -1), raw.at(-1)].join(""));
  return found.filter(Boolean);
}

const begins = (text, meant) => meant.some((reading) => text.startsWith(reading));

/** 0: the whole name; 1: its beginning; 2: one of its words, or a code; null: something else. */
function rank({ name, code, postal = [] }, meant) {
  const parts = expanded(words(name));
  if (meant.includes(parts.join(""))) return 0;
  if (begins(parts.join(""), meant)) return 1;
  const inside = parts.some((_, at) => at > 0 && begins(parts.slice(at).join(""), meant));
  return inside || [code, ...postal].some((known) => begins(known.toLowerCase(), meant)) ? 2 : null;
}

/**
 * @template {{code: string, name: string, postal?: string[]}} Commune
 * @param {Commune[]} communes
 * @param {string} typed
 * @returns {Commune[]} the nearest to what was typed first
 */
export function search(communes, typed) {
  const meant = readings(typed);
  if (!meant.length) return [];
  return communes
    .map((commune) => ({ commune, at: rank(commune, meant) }))
    .filter(({ at }) => at !== null)
    .sort((a, b) => a.at - b.at || a.commune.name.localeCompare(b.commune.name, "fr"))
    .map(({ commune }) => commune);
}
