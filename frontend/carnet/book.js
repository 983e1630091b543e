// What every screen reads: the lists, the team, the territory and the habits of the person, loaded
// in memory once and again after each change, so that a screen draws without waiting.

import { createLocator } from "./geo/locate.js";
import { usualDurations } from "./habits.js";
import { serviceDay } from "./service-day.js";
import { isFull } from "./store/quota.js";
import { startOf } from "./store/records.js";

const EMPTY = {
  lists: {
    register: [],
    outcomes: [],
    origins: [],
    topics: [],
    place_kinds: [],
    sexes: [],
    ages: [],
    statuses: [],
    temporalities: [],
    historical_registers: [],
    partner_categories: [],
    alert_categories: [],
    alert_branches: [],
  },
  service: { dispositifs: [], mediators: [], partners: [], structure: {} },
  communes: [],
  contours: { communes: [], qpv: [] },
};
const WEEK = 7;
// Days: as long as the server gives one's entries back to a phone.
const KEPT = 31;

/** The day before another, both written AAAA-MM-JJ. */
export const daysBefore = (day, count) => {
  const date = new Date(`${day}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() - count);
  return date.toISOString().slice(0, 10);
};

/** The service day of a content; a phone that knows no dispositif yet goes by its own midnight. */
export const createDayOf = (service) => (content) => {
  if (content.service_date) return content.service_date;
  const held = service().dispositifs;
  const one = held.find(({ id }) => id === content.dispositif) ?? held[0];
  return serviceDay(startOf(content), one?.time_zone ?? "Europe/Paris", one?.day_starts_at ?? 0);
};

// A point says more than a commune, and a commune more than a name.
const precision = ({ lon = null, commune = null }) => (lon !== null ? 2 : commune ? 1 : 0);
const better = (one, other) => (precision(other) > precision(one) ? other : one);

/**
 * The places of one's own entries and those the server remembers, the most used first. Of a place
 * said several times, the last that says best where it is: a name typed again hides no point.
 */
export function recentPlaces(items, remembered) {
  const found = new Map();
  for (const { content } of items) {
    const { label } = content.place ?? {};
    if (!label) continue;
    const { place = content.place, uses = 0 } = found.get(label) ?? {};
    found.set(label, { label, place: better(place, content.place), uses: uses + 1 });
  }
  for (const one of remembered) {
    const { place = one.place, uses = 0 } = found.get(one.label) ?? {};
    found.set(one.label, {
      label: one.label,
      place: better(place, one.place),
      uses: Math.max(uses, one.uses),
    });
  }
  return [...found.values()].sort((a, b) => b.uses - a.uses);
}

/** The states a person has to get an entry out of: nobody else will. */
export const TO_SETTLE = ["conflict", "refused", "locked", "draft"];

/** How many entries wait for their author. */
export const toSettle = (counts) =>
  TO_SETTLE.reduce((sum, state) => sum + (counts?.[state] ?? 0), 0);

/** Whether these are only drafts. Not a worry: what one is writing is one at its first touch. */
export const onlyDrafts = (counts) => counts?.draft > 0 && counts.draft === toSettle(counts);

/**
 * The entries and alerts in each state, and what the server has still to hear of: `due` in all, of
 * which `dueRounds` are rounds and `duePhotos` photos.
 */
export async function tally({ entries, alerts, rounds, photos }) {
  const [ofEntries, ofAlerts, ofRounds, duePhotos, refusedPhotos] = await Promise.all([
    entries.counts(),
    alerts.counts(),
    rounds.counts(),
    photos.countDue(),
    photos.countRefused(),
  ]);
  const counts = Object.fromEntries(
    Object.entries(ofEntries).map(([state, number]) => [state, number + ofAlerts[state]]),
  );
  counts.refused += refusedPhotos;
  const due = counts.due + ofRounds.due + duePhotos;
  return { counts, dueRounds: ofRounds.due, duePhotos, due };
}

/**
 * @param {object} parts  what session.js opened: entries, rounds, alerts, photos, reference, member…
 * @param {{now: () => number, dayOf: Function, service: object}} clock
 */
export function createBook(parts, { now, dayOf, hold }) {
  const book = { ...parts, ...EMPTY, now, dayOf, daysBefore };
  let locator = null;
  let recent = [];
  let places = [];
  let remembered = [];

  book.places = (count) => places.slice(0, count);
  /** All that is known of a place by its name, or undefined. */
  book.placeNamed = (label) => places.find((one) => one.label === label)?.place;
  book.today = () => dayOf({ started_at: new Date(now()).toISOString() });

  /** Read again what the phone holds. `reference` too, when the server has said something new. */
  book.reload = async ({ reference = false } = {}) => {
    if (reference) {
      for (const section of Object.keys(EMPTY)) {
        book[section] = (await parts.reference.read(section)) ?? EMPTY[section];
      }
      remembered = (await parts.reference.read("places"))?.recent ?? [];
      hold(book.service);
      locator = createLocator(book.contours, book.communes);
    }
    const today = book.today();
    recent = await parts.entries.between(daysBefore(today, WEEK), daysBefore(today, -1));
    places = recentPlaces(recent, remembered);
    Object.assign(book, await tally(parts));
    book.running = await parts.rounds.running();
  };

  /** What was sent long ago leaves the phone: the desk has it. */
  book.forgetOld = async () => {
    const before = daysBefore(book.today(), KEPT);
    const records = [parts.entries, parts.rounds, parts.alerts];
    await Promise.all(records.map((each) => each.forgetBefore(before)));
  };

  book.usualDurations = () => usualDurations(recent.map(({ content }) => content));
  /** The entries made in a round: of its day, or past midnight. */
  book.entriesOf = async ({ id, day }) => {
    const items = await parts.entries.between(day, daysBefore(day, -1));
    return items.map(({ content }) => content).filter(({ round }) => round === id);
  };
  book.locate = (lon, lat) => locator?.(lon, lat) ?? null;

  book.names = {
    commune: (code) => book.communes.find((one) => one.code === code)?.name ?? code,
    qpv: (code) => {
      const one = book.contours.qpv.find((each) => each.code === code);
      return one ? `${one.name}${one.fictitious ? " (périmètre fictif)" : ""}` : code;
    },
    mediator: (id) => book.service.mediators.find((one) => one.id === id)?.name ?? "—",
  };

  /** A place in a list: its name, else its kind; and its commune. */
  book.placeName = (place = {}) => {
    const kind = book.lists.place_kinds.find(({ code }) => code === place.kind);
    const label = place.label || kind?.short || kind?.label || "Lieu";
    const commune =
      place.commune ?? (place.lon != null ? book.locate(place.lon, place.lat)?.commune : null);
    return commune ? `${label}, ${book.names.commune(commune)}` : label;
  };

  /** Who keeps the record of that number: the entries, or the alerts. */
  book.keeperOf = async (id) => ((await parts.alerts.read(id)) ? parts.alerts : parts.entries);

  /** What to say when the phone could not write. What was typed is still on the screen. */
  book.explain = (error) =>
    isFull(error)
      ? "Ce téléphone n’a plus de place : ce que vous avez écrit est encore à l’écran, libérez de la place puis réessayez."
      : "Ce téléphone n’a pas pu garder la saisie : elle est encore à l’écran, réessayez.";

  return book;
}
