// What the phone keeps, in IndexedDB: one database per member, so that two people who share a
// phone never share a row, and a small `carnet` one that says who is here.

import { deleteDB, openDB } from "../../vendor/idb.js";

/**
 * @typedef {object} Row  what a record looks like on disk; `sealed` holds everything personal
 * @property {string} id
 * @property {number} rev  grows by one with each write; a write names the one it has read
 * @property {string} state
 * @property {string} day  service date, AAAA-MM-JJ
 * @property {0|1} due  1 when the server has still to hear of it
 * @property {{iv: Uint8Array, data: ArrayBuffer}} sealed
 */

// One step per version, run in order: a step that has been released never changes.
const STEPS = [
  (database) => {
    database.createObjectStore("keys", { keyPath: "name" });
    database.createObjectStore("meta", { keyPath: "name" });
    database.createObjectStore("reference", { keyPath: "section" });
    for (const name of ["entries", "rounds"]) {
      const store = database.createObjectStore(name, { keyPath: "id" });
      store.createIndex("state", "state");
      store.createIndex("day", "day");
      store.createIndex("due", "due");
    }
  },
  (database) => {
    const alerts = database.createObjectStore("alerts", { keyPath: "id" });
    for (const name of ["state", "day", "due"]) alerts.createIndex(name, name);
    const photos = database.createObjectStore("photos", { keyPath: "id" });
    for (const name of ["alert", "due"]) photos.createIndex(name, name);
  },
];

/** The stores that hold what a person wrote. */
export const RECORDS = ["entries", "rounds", "alerts"];
/** All that would be lost with the phone. */
const HELD = [...RECORDS, "photos"];

const nameOf = (member, scope) => `${scope}carnet-${member}`;

/**
 * The database of one member. `scope` keeps apart the several phones of a test; `onLost` is called
 * when the browser drops the connection, as iOS does to a page left in the background.
 * @param {number|string} member
 * @param {{scope?: string, onBlocked?: () => void, onLost?: () => void}} [options]
 */
export async function openMember(member, { scope = "", onBlocked, onLost } = {}) {
  const database = await openDB(nameOf(member, scope), STEPS.length, {
    upgrade(db, from) {
      for (const step of STEPS.slice(from)) step(db);
    },
    blocked: onBlocked,
    terminated: onLost,
    // Another tab wants a newer version, or wants this one gone: do not stand in its way.
    blocking: (_from, _to, event) => event.target.close(),
  });
  return storage(database);
}

/** Erase the database of a member and all it holds. */
export const deleteMember = (member, { scope = "" } = {}) => deleteDB(nameOf(member, scope));

/** Who is here: `{read(), write(member), clear()}`. Nothing personal but a name and a number. */
export async function openHere({ scope = "" } = {}) {
  const database = await openDB(`${scope}carnet`, 1, {
    upgrade: (db) => db.createObjectStore("here", { keyPath: "name" }),
  });
  return {
    read: async () => (await database.get("here", "member")) ?? null,
    write: (fields) => database.put("here", { ...fields, name: "member" }),
    clear: () => database.delete("here", "member"),
    close: () => database.close(),
  };
}

// Each verb is one transaction, and no verb waits for anything else than the database: a
// transaction left for a moment (to encrypt, to fetch) commits by itself, half done.
function storage(database) {
  return {
    get: (store, key) => database.get(store, key),
    all: (store, index, range) =>
      index ? database.getAllFromIndex(store, index, range) : database.getAll(store),
    count: (store, index, range) =>
      index ? database.countFromIndex(store, index, range) : database.count(store),
    put: (store, row) => database.put(store, row),
    remove: (store, key) => database.delete(store, key),
    close: () => database.close(),

    /**
     * Write `row` in the place of the one read at `rev` (0: there was none); false when another
     * write came first, and then nothing is written. `row` null removes.
     */
    async swap(store, id, rev, row) {
      const transaction = database.transaction(store, "readwrite", { durability: "strict" });
      const found = await transaction.store.get(id);
      const mine = (found?.rev ?? 0) === rev;
      if (mine && row) transaction.store.put({ ...row, rev: rev + 1 });
      if (mine && !row) transaction.store.delete(id);
      await transaction.done;
      return mine;
    },

    /** The rows of these keys, in one transaction; undefined where there is none. */
    async getEach(store, keys) {
      const transaction = database.transaction(store, "readonly");
      const rows = await Promise.all(keys.map((key) => transaction.store.get(key)));
      await transaction.done;
      return rows;
    },

    /**
     * `swap` of many in one transaction: the disk is waited for once. Which were written, in order.
     * @param {{id: string, rev: number, row: Row|null}[]} swaps
     */
    async swapEach(store, swaps) {
      const transaction = database.transaction(store, "readwrite", { durability: "strict" });
      const written = await Promise.all(
        swaps.map(async ({ id, rev, row }) => {
          const found = await transaction.store.get(id);
          const mine = (found?.rev ?? 0) === rev;
          if (mine && row) transaction.store.put({ ...row, rev: rev + 1 });
          if (mine && !row) transaction.store.delete(id);
          return mine;
        }),
      );
      await transaction.done;
      return written;
    },

    /** Read a row and write what `change` makes of it, in one transaction. */
    async update(store, key, change) {
      const transaction = database.transaction(store, "readwrite");
      const row = change(await transaction.store.get(key));
      if (row) transaction.store.put(row);
      await transaction.done;
      return row;
    },

    /**
     * Empty every store, on condition that no record was written since `revs` (a Map from
     * "store/id" to rev) was read; false otherwise.
     */
    async clearIf(revs) {
      const names = [...database.objectStoreNames];
      const transaction = database.transaction(names, "readwrite");
      for (const name of HELD) {
        for (const row of await transaction.objectStore(name).getAll()) {
          if (revs.get(`${name}/${row.id}`) !== row.rev) return false;
        }
      }
      for (const name of names) transaction.objectStore(name).clear();
      await transaction.done;
      return true;
    },
  };
}
