// The last words of a revoked phone. Whatever its user wrote and the server does not have is given
// to the desk, which keeps it aside to be checked; only then does the phone empty itself.

import { RECORDS } from "../store/database.js";
import { BATCH } from "./batches.js";
import { canonical, payload, same, sameContent } from "./shapes.js";
import { isRefusal } from "./transport.js";

/** Whether the server may be missing something of a record. */
function unheard(item, shape) {
  if (item.sending || item.state !== "sent") return true;
  return !item.base || !sameContent(item.content, item.base.content, shape);
}

/** @returns {Promise<boolean>} whether the phone is empty now; false: something is left to say */
export async function farewell({ storage, entries, rounds, alerts, photos, transport }) {
  const stores = { entries: entries.records, rounds: rounds?.records, alerts: alerts?.records };
  const said = new Set();
  for (;;) {
    const revs = new Map();
    const words = [];
    for (const name of RECORDS) {
      for (const item of (await stores[name]?.all()) ?? []) {
        revs.set(`${name}/${item.id}`, item.rev);
        const once = `${name}/${item.id}/${item.rev}`;
        if (said.has(once) || !unheard(item, stores[name].shape)) continue;
        for (const text of spoken(item, stores[name].shape)) words.push({ name, once, text });
      }
    }
    for (let at = 0; at < words.length; at += BATCH.rounds) {
      const part = words.slice(at, at + BATCH.rounds);
      const of = (name) => part.filter((word) => word.name === name).map((word) => word.text);
      await transport.lastWords({
        entries: of("entries"),
        rounds: of("rounds"),
        alerts: of("alerts"),
      });
      for (const word of part) said.add(word.once);
    }
    await lastPhotos({ photos, transport, revs, said });
    // Something was written meanwhile: it has to be said too.
    if (await storage.clearIf(revs)) return true;
  }
}

/** The photos the server does not have, after the alerts they go with; one it refuses is told. */
async function lastPhotos({ photos, transport, revs, said }) {
  for (const { id, alert, rev, state } of (await photos?.all()) ?? []) {
    revs.set(`photos/${id}`, rev);
    const file = state !== "sent" && !said.has(`photos/${id}`) && (await photos.file(id));
    if (!file) continue;
    try {
      await transport.lastPhoto(alert, id, file);
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
    said.add(`photos/${id}`);
  }
}

/** A record in the shape of a delivery; several when screens of this phone disagree. */
function spoken(item, shape) {
  // In conflict, nobody here has chosen against what the server holds: mended at the desk, it must
  // meet it there, and not replace it as if it had been seen.
  const version = item.state === "conflict" ? null : (item.base?.version ?? null);
  const told = [payload(item.id, item.content, version, shape)];
  const known = canonical(item.base?.content ?? {}, shape);
  const { theirs, clashes } = item;
  // The other side of a conflict is the server's own, unless it was typed here.
  if (theirs && clashes.some((name) => !same(theirs.content[name], known[name]))) {
    told.push(payload(item.id, theirs.content, version, shape));
  }
  for (const [name, values] of Object.entries(item.others)) {
    for (const value of values) {
      told.push(payload(item.id, { ...item.content, [name]: value }, version, shape));
    }
  }
  return told;
}
