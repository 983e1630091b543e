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

/** « 2 h 05 » from minutes. */
export const lasting = (minutes) => {
  const hours = Math.floor(minutes / 60);
  const rest = Math.round(minutes % 60);
  return hours ? `${hours} h ${String(rest).padStart(2, "0")}` : `${rest} min`;
};

/** « 1 personne », « 3 personnes ». */
export const count = (number, one, many = `${one}s`) =>
  `${number.toLocaleString("fr-FR")} ${Math.abs(number) < 2 ? one : many}`;

/** « 1,2 Mo ». */
export const weight = (bytes) =>
  bytes < 1e6
    ? `${Math.max(1, Math.round(bytes / 1e3)).toLocaleString("fr-FR")} ko`
    : `${(bytes / 1e6).toLocaleString("fr-FR", { maximumFractionDigits: 1 })} Mo`;

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
};
