// What a person does to the records they write themselves, entries and alerts alike.

import { CLEAR } from "../sync/receipts.js";
import { saved, settled } from "./edits.js";
import { isUngiven } from "./records.js";

/**
 * @param {object} records  see records.js
 * @param {{now: () => number, newId: () => string, lapsed?: object}} parts  `lapsed`: what a copy
 *   given again does not take from the first one; `follow`: what goes with a copy, done before the
 *   first one leaves
 */
export function createWriting(records, { now, newId, lapsed = {}, follow = async () => {} }) {
  const { shape } = records;
  return {
    records,
    read: records.read,
    between: records.between,
    inState: records.inState,
    counts: records.counts,
    forgetBefore: records.forgetBefore,

    /**
     * Keep a record on the phone: as waiting to be sent, or as a draft. `from` is the content the
     * screen was filled from, for a correction. Resolved once it is on the disk.
     * @param {object} content
     * @param {{id?: string, from?: object, draft?: boolean}} [options]  no id: a new record
     */
    save: (content, { id = newId(), from, draft = false } = {}) =>
      records.change(id, (item) => saved(item, { from, content, draft, changed: now() }, shape)),

    /** Settle a conflict; what it returns is still in conflict when news came meanwhile. */
    settle: (id, choices, seen) =>
      records.change(id, (item) => settled(item, { choices, seen, changed: now() }, shape)),

    /** Try a refused or locked one again as it is (the list or the period may have changed). */
    retry: (id) =>
      records.change(id, (item) =>
        ["refused", "locked"].includes(item?.state) ? { ...item, state: "waiting" } : undefined,
      ),

    /** A correction that cannot be given is dropped: what the server has is shown again. */
    giveUp: (id) =>
      records.change(id, (item) =>
        item?.base && !item.sending
          ? { ...item, ...CLEAR, content: item.base.content, refused: null, state: "sent" }
          : undefined,
      ),

    /** What is no longer visible is given again, under a number of its own, and once. */
    async copyAsNew(id) {
      const escaped = (item) => item?.state === "conflict" && !item.theirs;
      const item = await records.read(id);
      if (!escaped(item)) return null;
      const copy = await this.save({ ...item.content, ...lapsed });
      await follow(copy.id, id);
      // The copy is on the disk: the other one, which nobody could settle, leaves the phone.
      await records.change(id, (found) => (escaped(found) ? null : undefined));
      return copy;
    },

    /** Those of a day that were begun and never given, the last touched first. */
    async begun(day) {
      const drafts = await records.inState("draft");
      return drafts.filter((item) => item.day === day && isUngiven(item));
    },

    /** Throw a draft away. Only what was never sent can be; the rest is cancelled at the desk. */
    discard: (id) => records.change(id, (item) => (item && isUngiven(item) ? null : undefined)),
  };
}
