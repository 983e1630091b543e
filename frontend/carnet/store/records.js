// Records that travel: what the phone holds of an entry or a round, sealed, and the one way to
// change it. A record is read, opened, changed and sealed outside any transaction, then swapped in
// on condition that nobody wrote meanwhile; otherwise the change is made again on what is there.

import { same } from "../sync/shapes.js";

/**
 * @typedef {object} Known  content the server is known to hold
 * @property {object} content
 * @property {number|null} version
 *
 * @typedef {object} Item  an opened record
 * @property {string} id
 * @property {"draft"|"waiting"|"sent"|"refused"|"conflict"|"locked"} state
 * @property {string} day  service date
 * @property {object} content  what the person sees and changes
 * @property {Known|null} base  the server's last content that `content` takes into account
 * @property {{content: object, version: number|null}|null} sending  a delivery not yet answered,
 *   made again as it is until it is: so there is never a doubt about what the server has received
 * @property {{content: object, version: number|null}|null} theirs  in conflict: the other side
 * @property {string[]} clashes  in conflict: the fields to settle
 * @property {Record<string, any[]>} others  in conflict: values of a field that were also typed on
 *   this phone, by a screen that had not seen the others
 * @property {Record<string, string[]>} reasons  why it was refused, field by field
 * @property {string[]} warnings  what the guard of the server noticed in the note
 * @property {object|null} refused  the content that was refused, while it is the only one
 * @property {number} refusals  how many different contents were refused
 * @property {boolean} cancelled  at the desk
 * @property {boolean} here  of a round: it is this phone that says where one is
 * @property {{state: string, said: string, addressee: string, at: string}|null} news  of an alert:
 *   what became of it
 * @property {number} changed  when the person last wrote, in milliseconds
 */

const BLANK = {
  base: null,
  sending: null,
  theirs: null,
  clashes: [],
  others: {},
  reasons: {},
  warnings: [],
  refused: null,
  refusals: 0,
  cancelled: false,
  here: false,
  news: null,
  changed: 0,
};

/** Whether a record was begun and never given: a draft the server has not heard of. */
export const isUngiven = (item) => item.state === "draft" && !item.base && !item.sending;

/** When it began, or was seen. */
export const startOf = ({ started_at: start, seen_at: seen }) => start ?? seen;

/** The order of a list: by day, then by start, the latest first. A correction moves nothing. */
export const latestFirst = (a, b) =>
  b.day.localeCompare(a.day) ||
  Date.parse(startOf(b.content)) - Date.parse(startOf(a.content)) ||
  b.changed - a.changed;

/** Whether the server has still to hear of a record. */
export const isDue = (item) => item.state === "waiting" || item.sending !== null;

/**
 * @param {{storage: object, vault: object, store: "entries"|"rounds"|"alerts", shape: object,
 *   dayOf: (content: object) => string, told?: () => void}} parts  `told` is called after a write
 */
export function createRecords({ storage, vault, store, shape, dayOf, told = () => {} }) {
  async function opened(row) {
    if (!row) return null;
    const { id, rev, state, day, sealed } = row;
    return { ...(await vault.open(sealed)), id, rev, state, day };
  }

  async function sealed({ id, rev: _rev, state, day: _day, ...rest }) {
    const day = dayOf(rest.content);
    const due = isDue({ state, ...rest }) ? 1 : 0;
    return { id, state, day, due, sealed: await vault.seal(rest) };
  }

  const openAll = async (rows) => Promise.all(rows.map(opened));

  /** What to write in the place of a record, and the record as it will stand; null: nothing. */
  async function swapOf(id, before, make) {
    const after = make(before);
    if (after === undefined || same(after, before)) return null;
    const row = after && (await sealed({ ...BLANK, ...after, id }));
    return {
      id,
      rev: before?.rev ?? 0,
      row,
      after: after && { ...BLANK, ...after, id, day: row.day },
    };
  }

  /**
   * Write what `make` makes of the record (null when there is none): an item, null to remove it,
   * or undefined to leave it. May run several times, so it must do nothing else.
   * @returns {Promise<Item|null>} the record as it stands afterwards
   */
  async function change(id, make) {
    for (;;) {
      const before = await opened(await storage.get(store, id));
      const swap = await swapOf(id, before, make);
      if (!swap) return before;
      if (await storage.swap(store, id, swap.rev, swap.row)) {
        told();
        return swap.after;
      }
    }
  }

  return {
    store,
    shape,

    /** @returns {Promise<Item|null>} */
    read: async (id) => opened(await storage.get(store, id)),

    change,

    /**
     * `change` of many different records, written together: `make` is given the record and its id.
     * One that somebody else wrote meanwhile is changed again by itself.
     * @returns {Promise<(Item|null)[]>} the records as they stand afterwards, in order
     */
    async changeEach(ids, make) {
      const before = await openAll(await storage.getEach(store, ids));
      const swaps = await Promise.all(
        ids.map((id, n) => swapOf(id, before[n], (item) => make(item, id))),
      );
      const asked = swaps.filter(Boolean);
      const written = asked.length ? await storage.swapEach(store, asked) : [];
      if (written.some(Boolean)) told();
      const done = new Map(asked.map((swap, n) => [swap.id, written[n]]));
      return Promise.all(
        ids.map((id, n) => {
          if (!swaps[n]) return before[n];
          return done.get(id) ? swaps[n].after : change(id, (item) => make(item, id));
        }),
      );
    },

    /** The records of some days, the latest begun first. */
    async between(from, to) {
      const items = await openAll(await storage.all(store, "day", rangeOf(from, to)));
      return items.sort(latestFirst);
    },

    /** The records in a state, the latest written first. */
    async inState(state) {
      const items = await openAll(await storage.all(store, "state", state));
      return items.sort((a, b) => b.changed - a.changed);
    },

    /** The records the server has still to hear of, the oldest first. */
    async due() {
      const items = await openAll(await storage.all(store, "due", 1));
      return items.sort((a, b) => a.changed - b.changed);
    },

    all: async () => openAll(await storage.all(store)),

    /** How many in each state; needs no key, so that a locked phone can still say it. */
    async counts() {
      const states = ["draft", "waiting", "sent", "refused", "conflict", "locked"];
      const counted = await Promise.all(states.map((s) => storage.count(store, "state", s)));
      const counts = Object.fromEntries(states.map((state, n) => [state, counted[n]]));
      return { ...counts, due: await storage.count(store, "due", 1) };
    },

    /** What was sent before that day leaves the phone, but those held back: the desk has it. */
    async forgetBefore(day, held = new Set()) {
      const rows = await storage.all(store, "day", rangeOf("", day, true));
      const old = rows.filter(({ id, state, due }) => state === "sent" && !due && !held.has(id));
      await Promise.all(old.map((row) => storage.swap(store, row.id, row.rev, null)));
      return old.length;
    },
  };
}

const rangeOf = (from, to, open = false) => IDBKeyRange.bound(from, to, false, open);
