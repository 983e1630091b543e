// One phone: the real modules over a database that outlives them, with a fuse that kills the app
// before or after any of its steps. Killed, the app neither goes on nor tidies up.

import { createAlerts } from "../store/alerts.js";
import { openMember } from "../store/database.js";
import { createEntries } from "../store/entries.js";
import { createPhotos } from "../store/photos.js";
import { startOf } from "../store/records.js";
import { createRounds } from "../store/rounds.js";
import { openVault } from "../store/vault.js";
import { createEngine } from "../sync/engine.js";
import { createTransport } from "../sync/transport.js";

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

/** What is written on the ticket when an app was killed in the middle of something. */
export const KILLED = Symbol("killed");

function createFuse(chance) {
  let left = Number.POSITIVE_INFINITY;
  let burn;
  const burnt = new Promise((resolve) => {
    burn = () => resolve(KILLED);
  });
  const never = new Promise(() => {});
  return {
    burnt,
    light(steps) {
      left = steps;
    },
    guard:
      (work) =>
      async (...given) => {
        left -= 1;
        if (left < 0) return never;
        if (left > 0) return work(...given);
        // The last step may have reached the disk or the network, or not.
        if (chance.is(0.5)) await work(...given).catch(() => {});
        burn();
        return never;
      },
  };
}

function guarded(object, fuse, names) {
  const copy = Object.create(object);
  for (const name of names) copy[name] = fuse.guard(object[name].bind(object));
  return copy;
}

/**
 * @param {{name: string, member: object, chance: object, network: object, ids: () => string,
 *   outing: () => number}} parts  `outing` is the clock of rounds
 */
export async function createPhone({ name, member, chance, network, ids, clock, outing }) {
  const phone = { name, member, skew: 0, signedIn: true, wiped: false, token: member.token(name) };
  const now = () => clock.now + phone.skew;
  let fuse;
  let storage;

  async function boot() {
    fuse = createFuse(chance);
    storage = await openMember(member.id, { scope: `${name}-` });
    const vault = await openVault(storage);
    if (vault.state !== "open" && phone.signedIn) await vault.enter(member.secret);
    const held = guarded(storage, fuse, [
      "get",
      "getEach",
      "all",
      "put",
      "swap",
      "swapEach",
      "update",
      "clearIf",
    ]);
    const sealer = guarded(vault, fuse, ["seal", "open"]);
    const parts = { storage: held, vault: sealer, now };
    phone.vault = vault;
    phone.entries = createEntries({ ...parts, dayOf, newId: ids });
    const photos = createPhotos({ ...parts, newId: ids });
    phone.alerts = createAlerts({ ...parts, dayOf, newId: ids, photos });
    phone.rounds = createRounds({
      ...parts,
      dayOf,
      newId: ids,
      now: () => outing() + phone.skew,
    });
    phone.engine = createEngine({
      ...parts,
      entries: phone.entries,
      rounds: phone.rounds,
      alerts: phone.alerts,
      photos,
      reference: null,
      locks: null,
      transport: createTransport({
        api: "/api/v1/",
        version: "history",
        token: () => phone.token,
        waiting: async () => (await phone.entries.counts()).due,
        fetch: fuse.guard(network.fetch),
        timeout: 60 * MINUTE,
      }),
    });
  }

  /** Run something the app does; KILLED when its fuse burnt meanwhile. */
  const live = (work) => Promise.race([fuse.burnt, work()]);

  Object.assign(phone, {
    live,
    light: (steps) => fuse.light(steps),

    async reopen() {
      storage.close();
      clock.now += 2 * MINUTE; // the lease of the app that died
      await boot();
    },

    sync: () =>
      live(async () => {
        const outcome = await phone.engine.sync();
        phone.wiped ||= outcome.state === "wiped";
        return outcome;
      }),

    async signOut() {
      await phone.vault.forget();
      phone.signedIn = false;
    },

    async signIn() {
      phone.signedIn = true;
      await phone.vault.enter(member.secret);
    },

    close: () => storage.close(),
  });
  await boot();
  return phone;
}

export const dayOf = (content) => (startOf(content) ?? "").slice(0, 10);
