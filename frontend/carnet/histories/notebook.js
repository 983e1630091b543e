// A whole notebook in memory, for the tests beside the modules: `await notebook()`.

import "fake-indexeddb/auto";
import { createAlerts } from "../store/alerts.js";
import { openMember } from "../store/database.js";
import { createEntries } from "../store/entries.js";
import { createPhotos } from "../store/photos.js";
import { createReference } from "../store/reference.js";
import { createRounds } from "../store/rounds.js";
import { openVault } from "../store/vault.js";

export const SECRET = "A".repeat(43);
let phones = 0;

export const dayOf = (content) => (content.started_at ?? content.seen_at ?? "").slice(0, 10);

/** An entry that the server would take; `changes` replace its fields. */
export const entry = (changes = {}) => ({
  dispositif: 1,
  mediators: [7],
  started_at: "2026-03-12T18:30:00Z",
  duration: 20,
  register: "presence",
  place: { kind: "street" },
  people: 3,
  ...changes,
});

/** An alert that the server would take; `changes` replace its fields. */
export const alert = (changes = {}) => ({
  dispositif: 1,
  seen_by: [7],
  seen_at: "2026-03-12T18:30:00Z",
  category: "lift",
  danger: false,
  place: { label: "Hall 3" },
  note: "",
  ...changes,
});

/** @param {{scope?: string}} [options]  the same scope opens the same phone again */
export async function notebook({ scope } = {}) {
  if (!scope) phones += 1;
  const phone = scope ?? `phone${phones}-`;
  const storage = await openMember(7, { scope: phone });
  const vault = await openVault(storage, { iterations: 10 });
  if (vault.state !== "open") await vault.enter(SECRET);
  let time = Date.parse("2026-03-12T20:00:00Z");
  const clock = {
    now: () => time,
    pass: (ms) => {
      time += ms;
    },
  };
  const parts = { storage, vault, dayOf, now: clock.now };
  const photos = createPhotos(parts);
  return {
    ...parts,
    clock,
    scope: phone,
    entries: createEntries(parts),
    rounds: createRounds(parts),
    alerts: createAlerts({ ...parts, photos }),
    photos,
    reference: createReference(parts),
  };
}

/** A transport that answers what it is told to; `log` holds what it was sent. */
export function transport(answers = {}) {
  const log = [];
  const said =
    (name, fallback) =>
    async (sent, ...more) => {
      log.push({ name, sent, more });
      return (answers[name] ?? fallback)(sent, ...more);
    };
  const created = (items) => ({
    receipts: items.map(({ id, base_version: base }) => ({
      id,
      status: base ? "updated" : "created",
      version: (base ?? 0) + 1,
    })),
  });
  return {
    log,
    sendEntries: said("sendEntries", created),
    sendRounds: said("sendRounds", created),
    sendAlerts: said("sendAlerts", created),
    sendPhoto: said("sendPhoto", () => ({})),
    entriesSince: said("entriesSince", () => ({ since: "1", entries: [], cancelled: [] })),
    referenceSince: said("referenceSince", () => ({ since: "1", sections: {} })),
    lastWords: said("lastWords", () => ({ kept: 0 })),
    lastPhoto: said("lastPhoto", () => ({ kept: 1 })),
  };
}
