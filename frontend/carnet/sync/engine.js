// Brings the phone and the server together: sends what waits, applies each receipt, then reads what
// changed there. It can be killed between any two lines: everything it needs to go on is on disk.

import { alone } from "./alone.js";
import { BATCH } from "./batches.js";
import { farewell } from "./farewell.js";
import { answered, departing, informed } from "./receipts.js";
import { canonical, payload } from "./shapes.js";
import { Failure, isRefusal } from "./transport.js";

// A merge sends again at once; a desk that changes the same entry at every pass must not hold us.
const PASSES = 5;
// After these there is nobody to talk to any more.
const FINAL = new Set(["offline", "revoked", "unknown"]);
// An entry that makes the server fail is looked for by halves, within these many failures.
const CRASHES = 20;
const SECOND = 1000;
// Another tab is at it, and may have looked past what this one has just written.
const WHILE_BUSY = 5 * SECOND;
// After these one has to take the phone again: nothing more is tried.
const OVER = new Set(["wiped", "unknown"]);

/**
 * What a run came to. `state`: done, busy (another tab is at it), or the code of a Failure;
 * `wiped` when the token was revoked and the phone has emptied itself.
 * @typedef {{state: string, sent: number, news: number, detail?: string}} Outcome
 */

/**
 * @param {{storage: object, entries: object, rounds: object, alerts: object, photos: object, reference: object,
 *   transport: object, now?: () => number, locks?: LockManager|null,
 *   onWipe?: () => Promise<void>}} parts
 */
export function createEngine({
  storage,
  entries,
  rounds,
  alerts,
  photos,
  reference,
  transport,
  now = Date.now,
  locks = globalThis.navigator?.locks ?? null,
  onWipe = async () => {},
}) {
  const queues = [
    // Somebody may be waiting for an alert. Then rounds: the desk sees who is out before what they
    // wrote.
    alerts && {
      records: alerts.records,
      send: transport.sendAlerts,
      size: BATCH.alerts,
      key: "alerts",
    },
    rounds && {
      records: rounds.records,
      send: transport.sendRounds,
      size: BATCH.rounds,
      key: "rounds",
    },
    { records: entries.records, send: transport.sendEntries, size: BATCH.entries, key: "entries" },
  ].filter(Boolean);

  async function run(alive) {
    const outcome = { state: "done", sent: 0, news: 0 };
    const send = async (queue) => {
      outcome.sent += await empty(queue, alive);
    };
    const steps = [
      ...queues.map((queue) => () => send(queue)),
      async () => {
        outcome.news = await readNews({ entries, rounds, alerts, storage, transport });
      },
      // News may have been merged into corrections not yet sent.
      ...queues.map((queue) => () => send(queue)),
      // Heavy, and read by nobody before what they go with.
      async () => {
        if (photos) outcome.sent += await sendPhotos({ alerts, photos, transport, alive });
      },
      async () => reference?.keep(await transport.referenceSince(await reference.since())),
    ];
    for (const step of steps) {
      try {
        await step();
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        outcome.state = error.code;
        outcome.detail = error.detail;
        // A fault in one thing does not hold the others back.
        if (FINAL.has(error.code)) break;
      }
    }
    if (outcome.state === "revoked") outcome.state = await leave();
    if (outcome.state !== "wiped")
      await storage.put("meta", { name: "sync", at: now(), ...outcome });
    return outcome;
  }

  // What cannot be said now is kept, and said at the next contact.
  async function leave() {
    try {
      await farewell({ storage, entries, rounds, alerts, photos, transport });
    } catch (error) {
      if (error instanceof Failure) return "revoked";
      throw error;
    }
    await onWipe();
    return "wiped";
  }

  async function sync() {
    const { ran, value } = await alone(storage, run, { locks, now });
    return ran ? value : { state: "busy", sent: 0, news: 0 };
  }

  return {
    sync,
    /** What the last run came to and when, for the bar. */
    last: async () => (await storage.get("meta", "sync")) ?? null,
  };
}

async function empty(queue, alive) {
  let sent = 0;
  queue.crashes = 0;
  for (let pass = 0; pass < PASSES; pass += 1) {
    const due = await queue.records.due();
    if (!due.length) break;
    for (let at = 0; at < due.length; at += queue.size) {
      await alive();
      sent += await deliver(queue, due.slice(at, at + queue.size));
    }
  }
  return sent;
}

async function deliver(queue, items) {
  const { records, send, key } = queue;
  const ready = await records.changeEach(
    items.map(({ id }) => id),
    departing,
  );
  const leaving = ready.filter((item) => item?.sending);
  if (!leaving.length) return 0;
  const payloads = leaving.map(({ id, sending }) =>
    payload(id, sending.content, sending.version, records.shape),
  );
  let answer;
  try {
    answer = await send(payloads);
  } catch (error) {
    return byHalves(queue, leaving, error);
  }
  if (!Array.isArray(answer?.receipts)) throw new Failure("broken", `no receipts of ${key}`);
  return apply(records, leaving, answer.receipts);
}

// One entry too many, or one that the server cannot stand, does not hold the others back.
async function byHalves(queue, items, error) {
  if (!["too-big", "crashed", "refused"].includes(error.code)) throw error;
  if (error.code === "too-big") queue.size = Math.max(1, Math.floor(items.length / 2));
  else queue.crashes = (queue.crashes ?? 0) + 1;
  if (items.length === 1 || queue.crashes > CRASHES) throw error;
  const half = Math.ceil(items.length / 2);
  const parts = [items.slice(0, half), items.slice(half)];
  let sent = 0;
  let failure = null;
  for (const part of parts) {
    try {
      sent += await deliver(queue, part);
    } catch (fault) {
      if (FINAL.has(fault.code)) throw fault;
      failure = fault;
    }
  }
  if (failure && !sent) throw failure;
  return sent;
}

/** Write the receipts of a delivery; returns how many records were answered. */
async function apply(records, leaving, receipts) {
  const byId = new Map(receipts.map((receipt) => [String(receipt?.id), receipt]));
  const sent = new Map(leaving.map(({ id, sending }) => [id, sending]));
  const ids = leaving.map(({ id }) => id).filter((id) => byId.has(id));
  const items = await records.changeEach(ids, (found, id) => {
    const receipt = byId.get(id);
    const current = receipt.current && canonical(receipt.current, records.shape);
    return answered(found, sent.get(id), { ...receipt, current }, records.shape);
  });
  return items.filter((item) => item?.sending === null).length;
}

/** Send the photos whose alerts the server knows; one it refuses waits for a person. */
async function sendPhotos({ alerts, photos, transport, alive }) {
  let sent = 0;
  let failure = null;
  for (const { id, alert } of await photos.due()) {
    const known = (await alerts.read(alert))?.base;
    const file = known && (await photos.file(id));
    if (!file) continue;
    await alive();
    await photos.leaves(id);
    try {
      await transport.sendPhoto(alert, id, file);
      await photos.sent(id);
      sent += 1;
    } catch (error) {
      if (!(error instanceof Failure) || FINAL.has(error.code)) throw error;
      if (isRefusal(error)) await photos.refused(id, error.detail);
      else failure = error;
    }
  }
  if (failure) throw failure;
  return sent;
}

// News that arrive on a delivery not yet answered are left, and asked for again next time.
async function readNews({ entries, rounds, alerts, storage, transport }) {
  const cursor = (await storage.get("meta", "entries"))?.since ?? null;
  const feed = await transport.entriesSince(cursor);
  if (!Array.isArray(feed?.entries)) throw new Failure("broken", "no entries in the feed");
  let missed = false;
  const hear = async (records, ids, make) => {
    for (let at = 0; at < ids.length; at += BATCH.entries) {
      await records.changeEach(ids.slice(at, at + BATCH.entries), (item, id) => {
        missed ||= Boolean(item?.sending);
        return item?.sending ? undefined : make(item, id);
      });
    }
  };
  const read = async (records, rows) => {
    const news = new Map(rows.map((row) => [row.id, row]));
    await hear(records, [...news.keys()], (item, id) => {
      const row = news.get(id);
      const theirs = { content: canonical(row, records.shape), version: row.version };
      return informed(item, theirs, records.shape);
    });
  };
  await read(entries.records, feed.entries);
  if (rounds) await read(rounds.records, feed.rounds ?? []);
  await hear(entries.records, feed.cancelled ?? [], (item) =>
    item ? { ...item, cancelled: true } : undefined,
  );
  const told = new Map((feed.alerts ?? []).map(({ id, ...news }) => [id, news]));
  await alerts?.records.changeEach([...told.keys()], (item, id) =>
    item ? { ...item, news: told.get(id) } : undefined,
  );
  if (!missed) await storage.put("meta", { name: "entries", since: feed.since });
  return feed.entries.length;
}

/** How long to wait after `failures` in a row: doubled each time, a little at random, 5 min at most. */
export function backoff(failures, random = Math.random) {
  const longest = Math.min(300 * SECOND, 2 ** Math.min(failures, 12) * SECOND);
  return longest / 2 + (random() * longest) / 2;
}

/**
 * Synchronise whenever it is worth it: at once, when the network or the page comes back, after a
 * write, and again later after a failure. What is asked for during an exchange has another one
 * follow: this one may already have looked past what was just written. Returns `{soon, stop}`.
 * @param {{sync: () => Promise<Outcome>}} engine
 */
export function keepInTouch(
  engine,
  { target = globalThis, every = 300 * SECOND, done = () => {} } = {},
) {
  let timer = 0;
  let failures = 0;
  let running = false;
  let wanted = false;
  let stopped = false;

  // A whole team comes back to the network at the end of a tunnel: not all in the same instant.
  const shortly = () => SECOND * Math.random();

  function plan(delay) {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(attempt, delay);
  }

  function next({ state }) {
    if (wanted) return shortly();
    if (state === "busy") return WHILE_BUSY;
    return failures ? backoff(failures) : every;
  }

  async function attempt() {
    let outcome = { state: "failed" };
    running = true;
    wanted = false;
    try {
      outcome = await engine.sync();
    } finally {
      running = false;
      failures = ["done", "busy"].includes(outcome.state) ? 0 : failures + 1;
      if (!OVER.has(outcome.state)) plan(next(outcome));
    }
    done(outcome);
  }

  function soon() {
    wanted = true;
    if (!running) plan(shortly());
  }
  const seen = () => target.document?.visibilityState !== "hidden" && soon();
  target.addEventListener?.("online", soon);
  target.document?.addEventListener("visibilitychange", seen);
  plan(0);
  return {
    soon,
    stop() {
      stopped = true;
      clearTimeout(timer);
      target.removeEventListener?.("online", soon);
      target.document?.removeEventListener("visibilitychange", seen);
    },
  };
}
