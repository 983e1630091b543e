// What every screen reads: the lists, the team, the territory and the habits of the person, loaded
// in memory once and again after each change, so that a screen draws without waiting.

import { createLocator } from "./geo/locate.js";
import { usualDurations } from "./habits.js";
import { serviceDay } from "./service-day.js";
import { isFull } from "./store/quota.js";

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
export const createDayOf =
  (service) =>
  ({ service_date: said, started_at: start, dispositif }) => {
    if (said) return said;
    const held = service().dispositifs;
    const one = held.find(({ id }) => id === dispositif) ?? held[0];
    return serviceDay(start, one?.time_zone ?? "Europe/Paris", one?.day_starts_at ?? 0);
  };

/** The places of one's own entries and those the server remembers, the most used first. */
export function recentPlaces(items, remembered) {
  const found = new Map();
  for (const { content } of items) {
    const label = content.place?.label;
    if (!label) continue;
    const known = found.get(label);
    if (known) known.uses += 1;
    else found.set(label, { label, place: content.place, uses: 1 });
  }
  for (const one of remembered) {
    const known = found.get(one.label);
    if (known) known.uses = Math.max(known.uses, one.uses);
    else found.set(one.label, { ...one });
  }
  return [...found.values()].sort((a, b) => b.uses - a.uses);
}

/** The entries in each state, and how many entries and rounds the server has still to hear of. */
export async function tally({ entries, rounds }) {
  const [counts, ofRounds] = await Promise.all([entries.counts(), rounds.counts()]);
  return { counts, due: counts.due + ofRounds.due };
}

/**
 * @param {object} parts  what session.js opened: entries, rounds, reference, member, vault, storage
 * @param {{now: () => number, dayOf: Function, service: object}} clock
 */
export function createBook(parts, { now, dayOf, hold }) {
  const book = { ...parts, ...EMPTY, now, dayOf, daysBefore };
  let locator = null;
  let recent = [];
  let places = [];
  let remembered = [];

  book.places = (count) => places.slice(0, count);
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
    await Promise.all([parts.entries.forgetBefore(before), parts.rounds.forgetBefore(before)]);
  };

  book.usualDurations = () => usualDurations(recent.map(({ content }) => content));
  book.countOfRound = (id) => recent.filter(({ content }) => content.round === id).length;
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

  /** What to say when the phone could not write. What was typed is still on the screen. */
  book.explain = (error) =>
    isFull(error)
      ? "Ce téléphone n’a plus de place : ce que vous avez écrit est encore à l’écran, libérez de la place puis réessayez."
      : "Ce téléphone n’a pas pu garder la saisie : elle est encore à l’écran, réessayez.";

  return book;
}
