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
  const writing = createWriting(records, { now, newId, follow: photos.moveTo });

  return {
    ...writing,

    /** Give an alert, or correct it, with the photos held for it. */
    async give(content, { id, from }) {
      // Let go first: killed in between, the draft is still there to be given.
      await photos.release(id);
      return writing.save(content, { id, from });
    },

    /** Those of which a photo was refused. */
    async withRefusedPhotos() {
      const ids = new Set((await photos.refusedOnes()).map(({ alert }) => alert));
      const found = await Promise.all([...ids].map(records.read));
      return found.filter(Boolean);
    },

    /** Throw a draft away with its photos, which are returned: one may change one's mind. */
    async discard(id) {
      if (await writing.discard(id)) return [];
      return photos.removeAll(id);
    },

    /** What was sent before that day leaves the phone, photos included: not before all of them. */
    async forgetBefore(day) {
      const unsent = (await photos.all()).filter(({ state }) => state !== "sent");
      const held = new Set(unsent.map(({ alert }) => alert));
      const count = await writing.forgetBefore(day, held);
      const kept = new Set((await storage.all("alerts")).map(({ id }) => id));
      await photos.removeExcept(kept);
      return count;
    },
  };
}
