// How instants, durations and states are said.

const TIME = new Intl.DateTimeFormat("fr-FR", { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat("fr-FR", { weekday: "long", day: "numeric", month: "long" });
const SHORT = new Intl.DateTimeFormat("fr-FR", { day: "2-digit", month: "2-digit" });
const MOMENT = new Intl.DateTimeFormat("fr-FR", {
  day: "numeric",
  month: "long",
  hour: "2-digit",
  minute: "2-digit",
});

/** « 21:40 », as the clock on the wall showed it. */
export const time = (instant) => TIME.format(new Date(instant));

/** « dimanche 22 novembre », for a day written AAAA-MM-JJ. */
export const day = (iso) => DAY.format(new Date(`${iso}T12:00:00`));

/** « 21:40 » today, « 22/11 21:40 » before: for a column. */
export const when = (instant) => {
  const date = new Date(instant);
  const today = date.toDateString() === new Date().toDateString();
  return today ? time(date) : `${SHORT.format(date)} ${time(date)}`;
};

/** « 22 novembre à 21:40 ». */
export const moment = (instant) => MOMENT.format(new Date(instant));

/** An instant as a field of day and time shows it, on the clock of the wall. */
export const onTheWall = (instant) => {
  if (!instant) return "";
  const date = new Date(instant);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};

/** The instant such a field says, null for none. Unchanged, it is the one it was filled from. */
export const fromTheWall = (value, before = null) => {
  if (value === onTheWall(before)) return before;
  const date = new Date(value || Number.NaN);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
};

/** « 2 h 05 » from minutes. */
export const lasting = (minutes) => {
  const hours = Math.floor(minutes / 60);
  const rest = Math.round(minutes % 60);
  return hours ? `${hours} h ${String(rest).padStart(2, "0")}` : `${rest} min`;
};

/** « 1 personne », « 3 personnes », never a number at the end of a line. */
export const count = (number, one, many = `${one}s`) =>
  `${number.toLocaleString("fr-FR")} ${Math.abs(number) < 2 ? one : many}`;

const LIST = new Intl.ListFormat("fr-FR", { type: "conjunction" });

/** « 1 saisie, 1 tournée et 2 photos », what there is none of left out. An alert is an entry. */
const everythingDue = ({ counts, dueRounds, duePhotos }) =>
  LIST.format(
    [
      counts.due && count(counts.due, "saisie"),
      dueRounds && count(dueRounds, "tournée"),
      duePhotos && count(duePhotos, "photo"),
    ].filter(Boolean),
  );

/** « 1 saisie et 1 tournée en attente », or nothing: the same words wherever it is said. */
export const waiting = (tally) => (tally.due ? `${everythingDue(tally)} en attente` : "");

/** What one leaves on the phone when leaving, in sentences: what will go, then what to finish. */
export function leftBehind(tally) {
  const { counts, due } = tally;
  const what = everythingDue(tally);
  const going =
    due > 1
      ? `${what} ne sont pas envoyées. Elles restent chiffrées sur ce téléphone, et partiront quand vous vous identifierez de nouveau ici.`
      : `${what} n’est pas envoyée. Elle reste chiffrée sur ce téléphone, et partira quand vous vous identifierez de nouveau ici.`;
  const stuck = counts.refused + counts.conflict + counts.locked;
  const mine = [
    counts.draft && count(counts.draft, "brouillon"),
    stuck && count(stuck, "saisie à régler", "saisies à régler"),
  ].filter(Boolean);
  const finishing = `À reprendre à votre retour, sur ce même téléphone : ${mine.join(" et ")}.`;
  return [due && going, mine.length && finishing].filter(Boolean);
}

const UNITS = [
  [1e9, "Go"],
  [1e6, "Mo"],
];

/** « 18 ko », « 1,2 Mo », « 10,7 Go »: never told apart from its unit at the end of a line. */
export const weight = (bytes) => {
  const [size, unit] = UNITS.find(([least]) => bytes >= least) ?? [1e3, "ko"];
  const digits = { maximumFractionDigits: unit === "ko" ? 0 : 1 };
  return `${Math.max(1, bytes / size).toLocaleString("fr-FR", digits)} ${unit}`;
};

const KINDS = [
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/Android.*Mobile/, "Téléphone Android"],
  [/Android/, "Tablette Android"],
  [/Mobi/, "Téléphone"],
];
// A letter and a digit: two letters would pass for initials. None is read as another.
const LETTERS = "ACDEFHJKLMNPRTUVWXY";
const DIGITS = "2345679";

/** « Téléphone Android K7 »: what to call this device until its owner says better. */
export const deviceName = (agent, chance = Math.random) => {
  const one = (among) => among[Math.floor(chance() * among.length)];
  const [, kind] = KINDS.find(([known]) => known.test(agent)) ?? [null, "Ordinateur"];
  return `${kind} ${one(LETTERS)}${one(DIGITS)}`;
};

/** The state of an entry: what one says of it, its pictogram and its tone. */
export const STATES = {
  draft: { label: "brouillon", icon: "pencil", tone: "soft" },
  waiting: { label: "en attente d’envoi", icon: "clock", tone: "soft" },
  sent: { label: "envoyée", icon: "check-lg", tone: "done" },
  refused: { label: "à corriger", icon: "exclamation-triangle", tone: "attention" },
  locked: { label: "période close", icon: "lock", tone: "attention" },
  conflict: { label: "deux versions", icon: "exclamation-triangle", tone: "danger" },
};

/** The fields of an entry, as a person names them. */
export const FIELDS = {
  dispositif: "Dispositif",
  mediators: "Avec qui",
  started_at: "Début",
  service_date: "Journée de service",
  duration: "Durée",
  register: "Registre",
  historical_register: "Registre historique",
  temporality: "Temporalité",
  domain: "Domaine",
  origin: "Demande",
  topics: "Sujets",
  place: "Lieu",
  people: "Personnes",
  publics: "Publics",
  outcome: "Suite",
  orientation: "Orientation",
  partner: "Partenaire",
  funding_lines: "Financements",
  note: "Note",
  round: "Tournée",
  category: "Catégorie",
  danger: "Danger",
  seen_at: "Vue le",
  seen_by: "Vue par",
};
