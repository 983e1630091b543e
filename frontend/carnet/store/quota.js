// Room on the phone. Browsers may empty what they do not hold as persistent when room is short:
// it is asked for once, and what is left is shown. Older Safari answers neither question.

/** @returns {Promise<"kept"|"at-risk"|"unknown">} whether the browser promises to keep our data */
export async function askToPersist(storage = globalThis.navigator?.storage) {
  if (!storage?.persist) return "unknown";
  const kept = (await storage.persisted?.()) || (await storage.persist());
  return kept ? "kept" : "at-risk";
}

/** @returns {Promise<{used: number, quota: number, share: number}|null>} in bytes; null: unknown */
export async function room(storage = globalThis.navigator?.storage) {
  if (!storage?.estimate) return null;
  const { usage: used = 0, quota = 0 } = await storage.estimate();
  return quota ? { used, quota, share: used / quota } : null;
}

/** Whether a write failed for want of room: the screen says so and keeps what was typed. */
export const isFull = (error) =>
  error?.name === "QuotaExceededError" || error?.inner?.name === "QuotaExceededError";
