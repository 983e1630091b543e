// Chance that can be played again: the same seed draws the same history.

/** @param {number} seed */
export function chance(seed) {
  let state = seed >>> 0;
  // mulberry32: short, and good enough to choose steps.
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit) => Math.floor(next() * limit);
  return {
    next,
    below,
    is: (probability) => next() < probability,
    one: (list) => list[below(list.length)],
    /** One of the names of `weights`, the heavier the likelier. */
    weighted(weights) {
      let at = next() * Object.values(weights).reduce((sum, weight) => sum + weight, 0);
      for (const [name, weight] of Object.entries(weights)) {
        at -= weight;
        if (at < 0) return name;
      }
      return Object.keys(weights)[0];
    },
  };
}
