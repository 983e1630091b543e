// What a round needs, kept on the phone by sections, each replaced only when the server says it
// changed. Sections that name people or habits are sealed; lists and maps are public data.

const PERSONAL = new Set(["service", "places"]);

export function createReference({ storage, vault, now = Date.now }) {
  const opened = async (row) => {
    if (!row) return null;
    return row.sealed ? vault.open(row.sealed) : row.content;
  };

  return {
    /** The content of a section, or null: lists, service, places, communes or contours. */
    read: async (section) => opened(await storage.get("reference", section)),

    /** The since-token to ask with; null asks for everything. */
    since: async () => (await storage.get("meta", "reference"))?.since ?? null,

    /** Keep an answer. The token goes last: killed before, the phone asks again for the same. */
    async keep({ since, sections }) {
      for (const [section, content] of Object.entries(sections)) {
        const size = JSON.stringify(content).length;
        const row = { section, size, at: now() };
        if (PERSONAL.has(section)) row.sealed = await vault.seal(content);
        else row.content = content;
        await storage.put("reference", row);
      }
      await storage.put("meta", { name: "reference", since, at: now() });
    },

    /** For the bar: what is stored, its size in characters, when it was last compared. */
    async stored() {
      const rows = await storage.all("reference");
      const sections = rows.map(({ section, size, at }) => ({ section, size, at }));
      return { at: (await storage.get("meta", "reference"))?.at ?? null, sections };
    },
  };
}
