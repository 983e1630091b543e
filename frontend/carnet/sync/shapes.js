// The contents that travel: which fields they have, and when two values of a field say the same.
// A field left out means its default, so that phone and server can compare what they hold.

const NOWHERE = {
  kind: "",
  label: "",
  address: "",
  lon: null,
  lat: null,
  commune: null,
  qpv: null,
};

const sorted = (list) => [...new Set(list)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
const instant = (text) => (text ? new Date(text).toISOString() : null);
// As precise as the server keeps it.
const metres = (degrees) => (degrees === null ? null : Number(degrees.toFixed(5)));
const trimmed = (text) => text.trim();

function place(value) {
  const full = { ...NOWHERE, ...value };
  return { ...full, label: full.label.trim(), address: full.address.trim() };
}

// The server derives the marginals from the joint grid, and drops what counts nobody.
function publics({ grid = [], ...marginals }) {
  const cells = grid.filter((cell) => cell.count).map((cell) => ordered(cell));
  if (cells.length) return { grid: cells };
  const known = Object.entries(marginals).map(([name, counts]) => [
    name,
    Object.fromEntries(Object.entries(counts ?? {}).filter(([, count]) => count)),
  ]);
  return Object.fromEntries(known.filter(([, counts]) => Object.keys(counts).length));
}

/** An entry, as `EntryIn` on the server. */
export const ENTRY = {
  defaults: {
    dispositif: null,
    mediators: [],
    started_at: null,
    service_date: null,
    duration: null,
    register: "",
    historical_register: null,
    temporality: "",
    domain: null,
    origin: "self",
    topics: [],
    place: NOWHERE,
    people: 0,
    publics: {},
    outcome: "none",
    orientation: "",
    partner: null,
    funding_lines: null,
    note: "",
    round: null,
  },
  clean: {
    mediators: sorted,
    topics: sorted,
    funding_lines: (lines) => lines && sorted(lines),
    started_at: instant,
    place,
    publics,
    note: trimmed,
  },
  // What the server works out when nothing is said, and from what: a value worked out for another
  // input is no longer anybody's word.
  derived: {
    historical_register: ["register", "temporality", "topics"],
    service_date: ["started_at"],
    domain: ["dispositif"],
    funding_lines: ["dispositif", "started_at", "place"],
  },
};

// What is planned, and what was visited: the same place, with instants once one is there.
const planned = ({ label, kind, commune = null }) => ({ label: label.trim(), kind, commune });
const stop = ({ lon = null, lat = null, arrived_at, left_at = null, ...place }) => ({
  ...planned(place),
  lon,
  lat,
  arrived_at: instant(arrived_at),
  left_at: instant(left_at),
});

/** An alert, as `AlertIn` on the server. */
export const ALERT = {
  defaults: {
    dispositif: null,
    seen_by: [],
    seen_at: null,
    category: "",
    danger: false,
    place: null,
    note: "",
  },
  clean: {
    seen_by: sorted,
    seen_at: instant,
    place: (said) => {
      const { label = "", lon = null, lat = null, commune = null, qpv = null } = said ?? {};
      return { label: label.trim(), lon: metres(lon), lat: metres(lat), commune, qpv };
    },
    note: trimmed,
  },
  derived: {},
};

/** A round, as `RoundIn` on the server. */
export const ROUND = {
  defaults: {
    dispositif: null,
    mediators: [],
    started_at: null,
    ended_at: null,
    planned: [],
    stops: [],
  },
  clean: {
    mediators: sorted,
    started_at: instant,
    ended_at: instant,
    planned: (places) => places.map(planned),
    stops: (stops) => stops.map(stop),
  },
  derived: {},
};

/** The content with every field, each in the one form it is compared in. */
export function canonical(content, shape = ENTRY) {
  const { id: _id, base_version: _base, version: _version, ...fields } = content;
  const full = {};
  for (const name of new Set([...Object.keys(shape.defaults), ...Object.keys(fields)])) {
    const value = fields[name] ?? shape.defaults[name] ?? null;
    full[name] = shape.clean[name] ? shape.clean[name](value) : value;
  }
  return full;
}

/** What is sent: only what is said, so that a field this server does not know yet stays home. */
export function payload(id, content, baseVersion, shape = ENTRY) {
  const sent = { id };
  if (baseVersion) sent.base_version = baseVersion;
  for (const [name, value] of Object.entries(canonical(content, shape))) {
    if (!same(value, shape.defaults[name] ?? null)) sent[name] = value;
  }
  return sent;
}

/**
 * `after` without the values that were worked out for what `before` said and no longer hold.
 * A person who names one of them in the same change is heard.
 */
export function forgetDerived(before, after, shape = ENTRY) {
  const [old, fresh] = [canonical(before, shape), canonical(after, shape)];
  const kept = { ...after };
  for (const [name, inputs] of Object.entries(shape.derived)) {
    const moved = inputs.some((input) => !same(old[input], fresh[input]));
    if (moved && same(old[name], fresh[name])) kept[name] = null;
  }
  return kept;
}

function ordered(value) {
  if (Array.isArray(value)) return value.map(ordered);
  if (value === null || typeof value !== "object") return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, ordered(value[key])]));
}

/** Whether two values say the same, whatever the order of their keys. */
export function same(one, other) {
  return one === other || JSON.stringify(ordered(one)) === JSON.stringify(ordered(other));
}

/** Whether two contents say the same. */
export const sameContent = (one, other, shape = ENTRY) =>
  same(canonical(one, shape), canonical(other, shape));
