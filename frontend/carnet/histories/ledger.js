// What people wrote, and what must have become of it. Every value is written once in a history, so
// that it can be followed: it is still there, or somebody who saw it wrote another in its place.

/** The fields followed: texts and numbers, alone or inside a whole. */
export const FOLLOWED = {
  note: { get: (content) => content.note, set: (content, value) => ({ ...content, note: value }) },
  duration: {
    get: (content) => content.duration,
    set: (content, value) => ({ ...content, duration: value }),
  },
  people: {
    get: (content) => content.people,
    set: (content, value) => ({ ...content, people: value }),
  },
  place: {
    get: (content) => content.place?.label,
    set: (content, value) => ({ ...content, place: { ...content.place, label: value } }),
  },
};

const TEXTS = new Set(["note", "place", "stop"]);

/** What a round tells: the places it went through, its end. Each is added, and replaces nothing. */
const told = ({ stops = [], ended_at: end }) => [
  ...stops.map(({ label }) => ["stop", label]),
  ...(end ? [["end", new Date(end).toISOString()]] : []),
];

export function createLedger() {
  let values = 0;
  const written = new Map(); // "id/field/value" -> who
  const replaced = new Set();
  const saved = new Set();
  const key = (id, field, value) => `${id}/${field}/${value}`;

  return {
    saved,

    fresh(field) {
      values += 1;
      return TEXTS.has(field) ? `valeur ${values}` : values;
    },

    /** Somebody who saw `before` wrote `after`. */
    wrote(id, before, after, who) {
      saved.add(id);
      for (const [field, { get }] of Object.entries(FOLLOWED)) {
        const [old, fresh] = [before && get(before), get(after)];
        if (old === fresh) continue;
        if (fresh) written.set(key(id, field, fresh), who);
        if (old) replaced.add(key(id, field, old));
      }
    },

    /** Somebody started a round, or added something to it. */
    walked(id, round, who) {
      saved.add(id);
      for (const [what, value] of told(round)) written.set(key(id, what, value), who);
    },

    /** Somebody who saw both sides of a round left this one. */
    unwalked(id, left, kept) {
      const held = new Set(told(kept).map(([what, value]) => key(id, what, value)));
      for (const [what, value] of told(left)) {
        if (!held.has(key(id, what, value))) replaced.add(key(id, what, value));
      }
    },

    /** Somebody who saw both chose `kept` rather than `left`. */
    chose(id, left, kept) {
      for (const [field, { get }] of Object.entries(FOLLOWED)) {
        if (get(left) !== get(kept)) replaced.add(key(id, field, get(left)));
      }
    },

    /**
     * The faults of a finished history. `places` are all the contents that a person can still see,
     * as `{id, content, where}`; `server` those of the server by id.
     */
    faults({ places, phones, server }) {
      const seen = new Set();
      const kept = new Set();
      for (const { id, content } of places) {
        kept.add(id);
        for (const [field, { get }] of Object.entries(FOLLOWED)) {
          seen.add(key(id, field, get(content)));
        }
        for (const [what, value] of told(content)) seen.add(key(id, what, value));
      }
      const faults = [...saved].filter((id) => !kept.has(id)).map((id) => `${id} is lost`);
      for (const [what, who] of written) {
        if (!seen.has(what) && !replaced.has(what)) faults.push(`${what} of ${who} is overwritten`);
      }
      for (const { name, item } of phones) {
        const there = server.get(item.id);
        if (item.state === "waiting" || item.sending) faults.push(`${item.id} waits on ${name}`);
        if (item.state !== "sent") continue;
        if (!there) faults.push(`${item.id} is said to be sent by ${name}`);
        // Of a cancelled entry, and of an alert, the feed says nothing of what is kept.
        if (!there || item.cancelled || "seen_at" in item.content) continue;
        for (const [field, { get }] of Object.entries(FOLLOWED)) {
          const [here, kept] = [get(item.content) || null, get(there) || null];
          if (here !== kept)
            faults.push(`${field} of ${item.id}: ${here} on ${name}, ${kept} sent`);
        }
        const [here, kept] = [told(item.content), told(there)].map((list) => list.join());
        if (here !== kept) faults.push(`${item.id}: ${here} on ${name}, ${kept} sent`);
      }
      return faults;
    },
  };
}
