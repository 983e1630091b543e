// The durations offered as chips: those this person uses most, completed by the usual ones.

const USUAL = [5, 10, 15, 20, 30, 45, 60, 90];
// A duration used once is no habit.
const HABIT = 2;

/**
 * @param {{duration: number|null}[]} contents  recent entries
 * @returns {number[]} minutes, the most used first
 */
export function usualDurations(contents, count = 6) {
  const uses = new Map();
  for (const { duration } of contents) {
    if (duration) uses.set(duration, (uses.get(duration) ?? 0) + 1);
  }
  const habits = [...uses]
    .filter(([, times]) => times >= HABIT)
    .sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return [...new Set([...habits.map(([minutes]) => minutes), ...USUAL])].slice(0, count);
}
