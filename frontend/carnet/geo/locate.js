// From a point to its commune and its priority neighbourhood, without a network. The same rules as
// entremise/territories/locate.py, on the simplified outlines of the team's territory; what it
// finds is shown to the person, and the server works it out again from the whole outlines.

const METRES_PER_DEGREE = 111_200;
// A quay lies beyond a simplified outline: this near (degrees) is inside. Not so for QPV.
const TOLERANCE = 0.002;
const NEAREST_WITHIN_KM = 10;
const ON_EDGE = 1e-12; // what is left of rounding

/** Whether a point lies in a ring, by counting the edges a line to the east crosses. */
function inRing(lon, lat, ring) {
  let inside = false;
  for (let n = 0, last = ring.length - 1; n < ring.length; last = n, n += 1) {
    const [x, y] = ring[n];
    const [px, py] = ring[last];
    if (y > lat !== py > lat && lon < ((px - x) * (lat - y)) / (py - y) + x) inside = !inside;
  }
  return inside;
}

const onRing = (lon, lat, ring) =>
  ring.some((corner, n) => n > 0 && fromEdge(lon, lat, ring[n - 1], corner) < ON_EDGE);

/** A polygon is its outer ring, less its holes; its edges belong to it. Several make an area. */
const inArea = (lon, lat, polygons) =>
  polygons.some(
    ([outer, ...holes]) =>
      (inRing(lon, lat, outer) && !holes.some((hole) => inRing(lon, lat, hole))) ||
      [outer, ...holes].some((ring) => onRing(lon, lat, ring)),
  );

function boxOf(polygons) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [outer] of polygons) {
    for (const [x, y] of outer) {
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
    }
  }
  return box;
}

const inBox = (lon, lat, [west, south, east, north], margin = 0) =>
  lon >= west - margin && lon <= east + margin && lat >= south - margin && lat <= north + margin;

/** How far (degrees) a point is from an edge. */
function fromEdge(lon, lat, [x, y], [px, py]) {
  const [dx, dy] = [px - x, py - y];
  const along = ((lon - x) * dx + (lat - y) * dy) / (dx * dx + dy * dy || 1);
  const at = Math.min(1, Math.max(0, along));
  return Math.hypot(lon - x - at * dx, lat - y - at * dy);
}

function fromArea(lon, lat, polygons) {
  let least = Infinity;
  for (const ring of polygons.flat()) {
    for (let n = 1; n < ring.length; n += 1) {
      least = Math.min(least, fromEdge(lon, lat, ring[n - 1], ring[n]));
    }
  }
  return least;
}

/** Kilometres between near points, Earth being flat around them. */
export function distanceKm(lon, lat, otherLon, otherLat) {
  const middle = (((lat + otherLat) / 2) * Math.PI) / 180;
  const east = (lon - otherLon) * Math.cos(middle);
  return (METRES_PER_DEGREE / 1000) * Math.hypot(east, lat - otherLat);
}

// Sorted by code, so that a point on a common border always goes to the same area.
const prepared = (areas) =>
  [...areas]
    .sort((a, b) => (a.code < b.code ? -1 : 1))
    .map((area) => ({ ...area, box: boxOf(area.rings) }));

/**
 * @typedef {{code: string, rings: number[][][][]}} Area
 * @param {{communes: Area[], qpv: (Area & {communes?: string[]})[]}} contours
 * @param {{code: string, lon: number|null, lat: number|null, qpv_known?: boolean}[]} communes
 * @returns {(lon: number, lat: number) => {commune: string|null, qpv: string|null,
 *   in_qpv: boolean|null, method: "contour"|"qpv"|"nearest_centre"|"none"}}
 */
export function createLocator(contours, communes) {
  const outlines = prepared(contours.communes);
  const neighbourhoods = prepared(contours.qpv);
  const byCode = new Map(communes.map((commune) => [commune.code, commune]));
  // A commune with an outline that does not hold the point is not there.
  const drawn = new Set(outlines.map(({ code }) => code));
  const centres = communes.filter(({ code, lon }) => lon != null && !drawn.has(code));

  const holding = (areas, lon, lat) =>
    areas.find(({ rings, box }) => inBox(lon, lat, box) && inArea(lon, lat, rings)) ?? null;

  function near(lon, lat) {
    let found = null;
    let least = TOLERANCE;
    for (const { code, rings, box } of outlines) {
      if (!inBox(lon, lat, box, least)) continue;
      const far = fromArea(lon, lat, rings);
      if (far <= least) [found, least] = [code, far];
    }
    return found;
  }

  function nearest(lon, lat, among, within) {
    let found = null;
    let least = within;
    for (const centre of among) {
      const far = distanceKm(lon, lat, centre.lon, centre.lat);
      if (far < least || (far === least && !found)) [found, least] = [centre.code, far];
    }
    return found;
  }

  function answer(commune, qpv, method) {
    // Where perimeters are not known, being outside those we hold proves nothing.
    const known = byCode.get(commune)?.qpv_known ?? true;
    return { commune, qpv, in_qpv: qpv ? true : commune && known ? false : null, method };
  }

  return (lon, lat) => {
    if (!(Math.abs(lon) <= 180 && Math.abs(lat) <= 90)) return answer(null, null, "none");
    const around = holding(neighbourhoods, lon, lat);
    const qpv = around?.code ?? null;
    const commune = holding(outlines, lon, lat)?.code ?? near(lon, lat);
    if (commune) return answer(commune, qpv, "contour");
    if (around?.communes?.length) {
      const sited = around.communes
        .map((code) => byCode.get(code))
        .filter((one) => one?.lon != null);
      const own = nearest(lon, lat, sited, Infinity) ?? around.communes[0];
      return answer(own, qpv, "qpv");
    }
    const centre = nearest(lon, lat, centres, NEAREST_WITHIN_KM);
    return centre ? answer(centre, qpv, "nearest_centre") : answer(null, qpv, "none");
  };
}
