// The alerts given from the phone. What a person writes is kept like an entry; the photos are beside
// (photos.js), and leave once the server knows the alert.

import { ALERT } from "../sync/shapes.js";
import { createRecords } from "./records.js";
import { createWriting } from "./writing.js";

/** @param {object} parts  see createEntries; `photos` is what photos.js makes */
export function createAlerts({
  storage,
  vault,
  dayOf,
  photos,
  now = Date.now,
  newId = () => crypto.randomUUID(),
  told,
}) {
  const records = createRecords({ storage, vault, store: "alerts", shape: ALERT, dayOf, told });
  const writing = createWriting(records, { now, newId });

  return {
    ...writing,

    /** Give an alert, or correct it, with the photos held for it. */
    async give(content, { id, from }) {
      // Let go first: killed in between, the draft is still there to be given.
      await photos.release(id);
      return writing.save(content, { id, from });
    },

    /** What can no longer be seen is given again, with its photos. */
    async copyAsNew(id) {
      const copy = await writing.copyAsNew(id);
      if (copy) await photos.moveTo(copy.id, id);
      return copy;
    },

    /** Throw a draft away with its photos, which are returned: one may change one's mind. */
    async discard(id) {
      if (await writing.discard(id)) return [];
      return photos.removeAll(id);
    },

    /** What was sent before that day leaves the phone, with what is left of its photos. */
    async forgetBefore(day) {
      const count = await writing.forgetBefore(day);
      const kept = new Set((await storage.all("alerts")).map(({ id }) => id));
      await photos.removeExcept(kept);
      return count;
    },
  };
}
