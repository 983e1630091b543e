// The day of the shift, as the server reckons it (entremise/activities/checks.py): before
// `day_starts_at` on the local clock, it is still the evening before.

const HOUR = 3_600_000;
const clocks = new Map();

function clockOf(timeZone) {
  if (!clocks.has(timeZone)) {
    const parts = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit" };
    clocks.set(
      timeZone,
      new Intl.DateTimeFormat("en-CA", { ...parts, hourCycle: "h23", timeZone }),
    );
  }
  return clocks.get(timeZone);
}

/**
 * @param {string} startedAt  an instant, with its offset
 * @param {string} [timeZone]
 * @param {number} [dayStartsAt]  local hour
 * @returns {string} AAAA-MM-JJ
 */
export function serviceDay(startedAt, timeZone = "Europe/Paris", dayStartsAt = 0) {
  const parts = clockOf(timeZone).formatToParts(new Date(startedAt));
  const read = (type) => Number(parts.find((part) => part.type === type).value);
  // The hour on the wall, then hours taken off it: on the night of a change of time, taking them
  // off the instant would give another day than the server's.
  const wall = Date.UTC(read("year"), read("month") - 1, read("day"), read("hour"));
  return new Date(wall - dayStartsAt * HOUR).toISOString().slice(0, 10);
}
