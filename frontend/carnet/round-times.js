// The instants of a round: what the server takes (entremise/activities/rounds.py), said on the
// phone before it refuses, and the end to offer for a round somebody forgot.

const HOUR = 3_600_000;
/** The server takes no round longer. */
export const LONGEST = 24 * HOUR;
// Beyond this nobody is still out: the end is in the past, and one looks for it there.
const LONG = 12 * HOUR;
const MINUTE = 60_000;

const iso = (instant) => new Date(instant).toISOString();

/** Whether now cannot be the end of a round. */
export const isLong = ({ started_at: start }, now) => now - Date.parse(start) > LONG;

/** Whether a round without an end has lasted more than a round can. */
export const isOverdue = ({ started_at: start, ended_at: end }, now) =>
  !end && now - Date.parse(start) >= LONGEST;

/**
 * The end to offer: now, or the end of the last stop or entry of a round that began long ago.
 * @param {object} round
 * @param {{started_at: string, duration: number|null}[]} entries  made in the round
 * @returns {string|null} null when nothing tells
 */
export function likelyEnd(round, entries, now) {
  if (!isLong(round, now)) return iso(now);
  const start = Date.parse(round.started_at);
  const told = [
    ...round.stops.map((stop) => Date.parse(stop.left_at ?? stop.arrived_at)),
    ...entries.map((one) => Date.parse(one.started_at) + (one.duration ?? 0) * MINUTE),
  ];
  const last = Math.max(start, ...told);
  return last > start ? iso(Math.min(last, now, start + LONGEST)) : null;
}

/** The round once ended: nobody stays at a stop after the end. */
export const endedAt = (round, at) => ({
  ...round,
  ended_at: at,
  stops: round.stops.map((stop, n) => {
    const open = !stop.left_at && n === round.stops.length - 1;
    const beyond = stop.left_at && Date.parse(stop.left_at) > Date.parse(at);
    return open || beyond ? { ...stop, left_at: at } : stop;
  }),
});

/** What the server would refuse of its instants, as sentences. */
export function faults({ started_at: start, ended_at: end, stops }, now) {
  const [from, to] = [Date.parse(start), end ? Date.parse(end) : null];
  const latest = to ?? from + LONGEST;
  const found = [
    [!start, "Indiquez l’heure du départ."],
    [from > now, "Le départ est dans le futur."],
    [to !== null && to > now, "La fin est dans le futur."],
    [to !== null && to <= from, "La tournée finit avant d’avoir commencé."],
    [to !== null && to - from > LONGEST, "Une tournée dure au plus vingt-quatre heures."],
  ];
  for (const { label, arrived_at: arrived, left_at: left } of stops) {
    found.push([!arrived, `${label} : indiquez l’heure d’arrivée.`]);
    const [came, went] = [Date.parse(arrived), left ? Date.parse(left) : null];
    found.push(
      [came < from, `${label} : l’arrivée précède le départ de la tournée.`],
      [came > latest, `${label} : l’arrivée suit la fin de la tournée.`],
      [went !== null && went < came, `${label} : on en part avant d’y arriver.`],
      [went !== null && went > latest, `${label} : on en part après la fin de la tournée.`],
    );
  }
  return found.filter(([wrong]) => wrong).map(([, sentence]) => sentence);
}
