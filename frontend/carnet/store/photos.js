// The photos of alerts, sealed like everything else. Once sent, only their number stays: what the
// desk has is not kept twice.

/** How many an alert takes; the server takes no more. */
export const MOST = 5;

// What the index « due » says of each state: 1 is to be sent, 2 is for a person to settle.
const DUE = { held: 0, waiting: 1, sending: 1, refused: 2, sent: 0 };

/**
 * @typedef {object} Photo  a row; its content is sealed beside, until it is sent
 * @property {string} id
 * @property {string} alert  its number
 * @property {"held"|"waiting"|"sending"|"refused"|"sent"} state  held: its alert is still a draft;
 *   sending: it is on its way, and may have arrived
 * @property {0|1|2} due
 * @property {string} reason  why the server refused it
 * @property {number} rev
 *
 * @param {{storage: object, vault: object, newId?: () => string, told?: () => void}} parts
 */
export function createPhotos({
  storage,
  vault,
  newId = () => crypto.randomUUID(),
  told = () => {},
}) {
  /** Change a photo from what it is when it is written; undefined leaves it. */
  async function change(id, make) {
    await storage.update("photos", id, (row) => {
      const after = row && make(row);
      return after && { ...after, due: DUE[after.state], rev: row.rev + 1 };
    });
    told();
  }

  /** Take away those of these photos that `ours` tells. */
  async function removeWhere(rows, ours) {
    for (const { id } of rows.filter(ours)) await storage.remove("photos", id);
    told();
  }

  const of = (alert) => storage.all("photos", "alert", alert);

  return {
    /** Hold a photo for an alert. @param {Blob} file  @returns {Promise<string>} its number */
    async add(alert, file) {
      const id = newId();
      const sealed = await vault.sealBytes(await file.arrayBuffer());
      const row = { id, alert, state: "held", due: 0, reason: "", rev: 1, sealed };
      await storage.put("photos", row);
      return id;
    },

    /** @returns {Promise<Photo[]>} */
    of,
    all: () => storage.all("photos"),
    due: () => storage.all("photos", "due", 1),
    countDue: () => storage.count("photos", "due", 1),
    refusedOnes: () => storage.all("photos", "due", 2),
    countRefused: () => storage.count("photos", "due", 2),

    /** What the photo shows; null once it was sent, or taken away. @returns {Promise<Blob|null>} */
    async file(id) {
      const { sealed } = (await storage.get("photos", id)) ?? {};
      return sealed ? new Blob([await vault.openBytes(sealed)], { type: "image/jpeg" }) : null;
    },

    /** The alert is given: its photos may leave, and those that were refused try again. */
    async release(alert) {
      for (const { id } of await of(alert)) {
        await change(id, (row) =>
          ["held", "refused"].includes(row.state) ? { ...row, state: "waiting" } : undefined,
        );
      }
    },

    /** It leaves: from now on nobody can tell whether it has arrived. */
    leaves: (id) => change(id, (row) => ({ ...row, state: "sending" })),

    sent: (id) =>
      change(id, ({ sealed: _sealed, ...row }) => ({ ...row, state: "sent", reason: "" })),

    refused: (id, reason) => change(id, (row) => ({ ...row, state: "refused", reason })),

    /** Take a photo away. False when it has left: it is at the desk, or may be. */
    async remove(id) {
      let left = false;
      await change(id, (row) => {
        left = ["sending", "sent"].includes(row.state);
        return undefined;
      });
      if (!left) await removeWhere([{ id }], () => true);
      return !left;
    },

    /** Take away all the photos of an alert; they are returned, to be put back. */
    async removeAll(alert) {
      const rows = await of(alert);
      await removeWhere(rows, () => true);
      return rows;
    },

    async putBack(rows) {
      for (const row of rows) await storage.put("photos", row);
    },

    /** What is left of the photos that were sent, when their alerts have left the phone. */
    async removeExcept(alerts) {
      const rows = await storage.all("photos");
      await removeWhere(rows, ({ alert, state }) => state === "sent" && !alerts.has(alert));
    },

    /** The alert was given again under another number. */
    async moveTo(alert, from) {
      for (const { id } of await of(from)) {
        await change(id, (row) => ({ ...row, alert, state: row.sealed ? "waiting" : row.state }));
      }
    },
  };
}
