// The entries of the notebook, for the screens: write, correct, copy, list, settle.

import { ENTRY } from "../sync/shapes.js";
import { saved, settled } from "./edits.js";
import { createRecords, isUngiven } from "./records.js";

// What another entry of the same evening most often shares; never the note nor the people.
const COPIED = [
  "dispositif",
  "mediators",
  "duration",
  "register",
  "temporality",
  "domain",
  "origin",
  "topics",
  "place",
  "outcome",
  "round",
];

/**
 * @param {{storage: object, vault: object, dayOf: (content: object) => string,
 *   now?: () => number, newId?: () => string, told?: () => void}} parts
 */
export function createEntries({
  storage,
  vault,
  dayOf,
  now = Date.now,
  newId = () => crypto.randomUUID(),
  told,
}) {
  const records = createRecords({ storage, vault, store: "entries", shape: ENTRY, dayOf, told });

  return {
    records,
    read: records.read,
    between: records.between,
    inState: records.inState,
    counts: records.counts,
    forgetBefore: records.forgetBefore,

    /**
     * Keep an entry on the phone: as waiting to be sent, or as a draft. `from` is the content the
     * screen was filled from, for a correction. Resolved once it is on the disk.
     * @param {object} content
     * @param {{id?: string, from?: object, draft?: boolean}} [options]  no id: a new entry
     */
    save: (content, { id = newId(), from, draft = false } = {}) =>
      records.change(id, (item) => saved(item, { from, content, draft, changed: now() }, ENTRY)),

    /** Settle a conflict; what it returns is still in conflict when news came meanwhile. */
    settle: (id, choices, seen) =>
      records.change(id, (item) => settled(item, { choices, seen, changed: now() }, ENTRY)),

    /** Try a refused or locked entry again as it is (the list or the period may have changed). */
    retry: (id) =>
      records.change(id, (item) =>
        ["refused", "locked"].includes(item?.state) ? { ...item, state: "waiting" } : undefined,
      ),

    /** An entry that is no longer visible is given again, under a number of its own, and once. */
    async copyAsNew(id) {
      const escaped = (item) => item?.state === "conflict" && !item.theirs;
      const item = await records.read(id);
      if (!escaped(item)) return null;
      const lapsed = { funding_lines: null, historical_register: null };
      const copy = await this.save({ ...item.content, ...lapsed });
      // The copy is on the disk: the other one, which nobody could settle, leaves the phone.
      await records.change(id, (found) => (escaped(found) ? null : undefined));
      return copy;
    },

    /** The content of a new entry like the last one written, to be changed and saved. */
    async duplicateLast() {
      const { content } = (await this.lastWritten()) ?? {};
      if (!content) return null;
      const copied = COPIED.filter((name) => name in content).map((name) => [name, content[name]]);
      return { ...Object.fromEntries(copied), started_at: new Date(now()).toISOString() };
    },

    async lastWritten() {
      const items = await records.all();
      return items.reduce(
        (last, item) => (item.changed > (last?.changed ?? 0) ? item : last),
        null,
      );
    },

    /** The entries of a day that were begun and never given, the last touched first. */
    async begun(day) {
      const drafts = await records.inState("draft");
      return drafts.filter((item) => item.day === day && isUngiven(item));
    },

    /** Throw a draft away. Only what was never sent can be; the rest is cancelled at the desk. */
    discard: (id) => records.change(id, (item) => (item && isUngiven(item) ? null : undefined)),
  };
}
