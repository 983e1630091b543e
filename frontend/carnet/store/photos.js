// The photos of alerts, sealed like everything else. Once sent, only their number stays: what the
// desk has is not kept twice.

/** How many an alert takes; the server takes no more. */
export const MOST = 5;

/**
 * @typedef {object} Photo  a row; its content is sealed beside, until it is sent
 * @property {string} id
 * @property {string} alert  its number
 * @property {"held"|"waiting"|"refused"|"sent"} state  held: its alert is still a draft
 * @property {0|1} due
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
      return after && { ...after, due: after.state === "waiting" ? 1 : 0, rev: row.rev + 1 };
    });
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

    sent: (id) =>
      change(id, ({ sealed: _sealed, ...row }) => ({ ...row, state: "sent", reason: "" })),

    refused: (id, reason) => change(id, (row) => ({ ...row, state: "refused", reason })),

    async remove(id) {
      await storage.remove("photos", id);
      told();
    },

    /** Take away all the photos of an alert; they are returned, to be put back. */
    async removeAll(alert) {
      const rows = await of(alert);
      for (const { id } of rows) await storage.remove("photos", id);
      return rows;
    },

    async putBack(rows) {
      for (const row of rows) await storage.put("photos", row);
    },

    /** What is left of the photos whose alerts have left the phone, and need not be sent. */
    async removeExcept(alerts) {
      const rows = await storage.all("photos");
      const gone = rows.filter(({ alert, due }) => !due && !alerts.has(alert));
      for (const { id } of gone) await storage.remove("photos", id);
    },

    /** The alert was given again under another number. */
    async moveTo(alert, from) {
      for (const { id } of await of(from)) {
        await change(id, (row) => ({ ...row, alert, state: row.sealed ? "waiting" : row.state }));
      }
    },
  };
}
