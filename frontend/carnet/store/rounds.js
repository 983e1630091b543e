// Rounds (tournées): who walks with whom, where they stop, and how long. Each tap is kept at once
// and travels like an entry, so that the desk sees the round while it lasts.

import { endedAt, isOverdue } from "../round-times.js";
import { ROUND } from "../sync/shapes.js";
import { saved, settled } from "./edits.js";
import { createRecords } from "./records.js";

/** @param {object} parts  see createEntries */
export function createRounds({
  storage,
  vault,
  dayOf,
  now = Date.now,
  newId = () => crypto.randomUUID(),
  told,
}) {
  const records = createRecords({ storage, vault, store: "rounds", shape: ROUND, dayOf, told });
  const instant = () => new Date(now()).toISOString();

  /** Change a round from what it is when it is written, never from what a screen remembers. */
  const edit = (id, make) =>
    records.change(id, (item) => {
      if (!item) return undefined;
      const content = make(item.content);
      return saved(item, { from: item.content, content, draft: false, changed: now() }, ROUND);
    });

  const leaving = (stops, at) =>
    stops.map((stop, n) =>
      n === stops.length - 1 && !stop.left_at ? { ...stop, left_at: at } : stop,
    );

  /** The rounds without an end, the last begun first. */
  const unended = async () =>
    (await records.all())
      .filter(({ content }) => !content.ended_at)
      .sort((a, b) => b.content.started_at.localeCompare(a.content.started_at));

  return {
    records,
    read: records.read,
    between: records.between,
    counts: records.counts,
    forgetBefore: records.forgetBefore,

    /** @param {{dispositif: number, mediators: number[], planned?: object[]}} round */
    start: (round) =>
      records.change(newId(), () => ({
        state: "waiting",
        here: true,
        content: { planned: [], stops: [], ...round, started_at: instant(), ended_at: null },
        changed: now(),
      })),

    /** The round that is running, if any: started less than a day ago and not ended. */
    running: async () =>
      (await unended()).find(({ content }) => !isOverdue(content, now())) ?? null,

    /** Those somebody forgot to end, the last begun first; what is in trouble is told as such. */
    overdue: async () =>
      (await unended()).filter(
        ({ state, content }) => ["waiting", "sent"].includes(state) && isOverdue(content, now()),
      ),

    /** The round was begun on another phone of the pair, or of the person: this one goes on. */
    takeOver: (id) =>
      records.change(id, (item) => (item && !item.here ? { ...item, here: true } : undefined)),

    /** Here we are: the stop before is left. @param {{label: string, kind: string}} place */
    arrive: (id, place) =>
      edit(id, (round) => {
        const at = instant();
        return { ...round, stops: [...leaving(round.stops, at), { ...place, arrived_at: at }] };
      }),

    leave: (id) => edit(id, (round) => ({ ...round, stops: leaving(round.stops, instant()) })),

    /** End the round at an instant, as confirmed on its summary. @param {string} [at] */
    end: (id, at = instant()) => edit(id, (round) => endedAt(round, at)),

    /** Change who is there, what is planned, or the times, from the summary. */
    correct: (id, { from, content }) =>
      records.change(id, (item) =>
        saved(item, { from, content, draft: false, changed: now() }, ROUND),
      ),

    settle: (id, choices, seen) =>
      records.change(id, (item) => settled(item, { choices, seen, changed: now() }, ROUND)),

    retry: (id) =>
      records.change(id, (item) =>
        ["refused", "locked"].includes(item?.state) ? { ...item, state: "waiting" } : undefined,
      ),
  };
}

/**
 * What a round keeps of a place where one stops: what was said of it, and where it is if the
 * place is known by its name. The commune is said too: the server looks for none in a round.
 * @param {{label: string, kind: string, commune?: string}} said
 * @param {object} [known]  the place, as entries have it
 * @param {(lon: number, lat: number) => {commune: string}|null} [locate]
 */
export function stopAt({ label, kind, commune = null }, known, locate) {
  const { lon = null, lat = null } = known ?? {};
  const around = lon !== null ? locate?.(lon, lat)?.commune : null;
  return {
    label,
    kind: known?.kind || kind,
    commune: around ?? known?.commune ?? commune,
    lon,
    lat,
  };
}

/** What the summary says: minutes in all, minutes at each stop, places planned and not seen. */
export function summary(round, now = Date.now()) {
  const minutes = (from, to) =>
    Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 60_000));
  const end = round.ended_at ?? new Date(now).toISOString();
  const stops = round.stops.map((stop) => ({
    ...stop,
    minutes: minutes(stop.arrived_at, stop.left_at ?? end),
  }));
  const seen = new Set(stops.map((stop) => stop.label));
  return {
    minutes: minutes(round.started_at, end),
    present: stops.reduce((sum, stop) => sum + stop.minutes, 0),
    stops,
    missed: round.planned.filter((place) => !seen.has(place.label)),
  };
}
