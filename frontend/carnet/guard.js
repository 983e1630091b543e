// The guard of free text: it warns when a note seems to name or expose a person, and never blocks.
// The same signs as entremise/core/guard.py, which the contract file holds side by side.

// JavaScript's \w and \b know no accent: a word is spelled out, so that both sides hear alike.
const WORD = "[\\p{L}\\p{N}_]";
const START = `(?<!${WORD})`;
const END = `(?!${WORD})`;
const TITLE = "(?:M\\.|Mr|Mme|Mlle|Monsieur|Madame|Mademoiselle)";
const NAME = `[A-ZÀÂÄÇÉÈÊËÎÏÔÖÙÛÜ](?:${WORD}|['-])+`;
const HEALTH = [
  `schizophr${WORD}+`,
  `bipolaire${WORD}*`,
  `psychiatr${WORD}+`,
  `séropositi${WORD}+`,
  "vih",
  `cancer${WORD}*`,
  `dépressi${WORD}+`,
  `diab[ée]t${WORD}+`,
  `épilep${WORD}+`,
  `autis${WORD}+`,
  `suicid${WORD}+`,
  `alcooli${WORD}+`,
  `toxicoman${WORD}+`,
  `héroïn${WORD}+`,
  `cocaïn${WORD}+`,
  `handicap${WORD}*`,
  "enceinte",
  `hospitalis${WORD}+`,
  "sous traitement",
];

const SIGNS = [
  [
    new RegExp(`(?:${WORD}|[.+-])+@(?:${WORD}|-)+(?:\\.(?:${WORD}|-)+)+`, "u"),
    "La note semble contenir une adresse électronique.",
  ],
  [
    /(?<!\d)(?:\+33|0)[ .-]?[1-9](?:[ .-]?\d{2}){4}(?!\d)/u,
    "La note semble contenir un numéro de téléphone.",
  ],
  [
    // NIR: sex, year, month, département (2A and 2B included), commune, order, optional key.
    /(?<!\d)[12][ .]?\d{2}[ .]?(?:0[1-9]|1[0-2]|[2-9]\d)[ .]?(?:\d{2}|2[AB])[ .]?\d{3}[ .]?\d{3}(?:[ .]?\d{2})?(?!\d)/u,
    "La note semble contenir un numéro de sécurité sociale.",
  ],
  [new RegExp(`${START}${TITLE}\\s+${NAME}`, "u"), "La note semble nommer une personne."],
  [
    new RegExp(`${START}(?:${HEALTH.join("|")})${END}`, "iu"),
    "La note semble parler de la santé d'une personne.",
  ],
];

/** What a writer should think about before keeping this text; empty when nothing shows. */
export function warnings(text) {
  return SIGNS.filter(([sign]) => sign.test(text)).map(([, sentence]) => sentence);
}
