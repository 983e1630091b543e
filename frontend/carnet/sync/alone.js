// One synchronisation at a time, over all the tabs of a phone. Two would do no harm (receipts name
// the delivery they answer), they would only spend the network twice.

const LEASE = 60_000;

/**
 * Run `work` unless another tab already does. Web Locks where they exist; elsewhere a lease in the
 * database, which a tab that was killed leaves to expire.
 * @returns {Promise<{ran: boolean, value?: any}>}
 */
export async function alone(storage, work, { locks, name = "carnet-sync", now = Date.now } = {}) {
  if (locks) {
    return locks.request(name, { ifAvailable: true }, async (lock) =>
      lock ? { ran: true, value: await work(() => {}) } : { ran: false },
    );
  }
  const me = crypto.randomUUID();
  if (!(await lease(storage, name, me, now))) return { ran: false };
  try {
    // Called now and then by a long work, so that its lease does not expire under it.
    return { ran: true, value: await work(() => lease(storage, name, me, now)) };
  } finally {
    await storage.update("meta", name, (held) => (held?.owner === me ? { name, until: 0 } : null));
  }
}

async function lease(storage, name, owner, now) {
  const held = await storage.update("meta", name, (found) => {
    const free =
      !found || found.owner === owner || found.until < now() || found.until > now() + LEASE;
    return free ? { name, owner, until: now() + LEASE } : null;
  });
  return held !== null;
}
