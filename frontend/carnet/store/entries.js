// The entries of the notebook, for the screens: write, correct, copy, list, settle.

import { ENTRY } from "../sync/shapes.js";
import { createRecords } from "./records.js";
import { createWriting } from "./writing.js";

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

  const lapsed = { funding_lines: null, historical_register: null };

  return {
    ...createWriting(records, { now, newId, lapsed }),

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
  };
}
