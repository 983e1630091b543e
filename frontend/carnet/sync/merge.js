// Three contents of one entry: what both sides knew, what the phone says, what the server says.
// A field changed on one side takes that change; changed alike on both, it is no question; changed
// differently on both, it is for a person to say, and nothing is chosen meanwhile.

import { canonical, ENTRY, same } from "./shapes.js";

/**
 * @param {object|null} base  the last content of the server that `mine` was made from; null when
 *   there is none, and then every difference is a conflict
 * @param {object} mine
 * @param {object} theirs
 * @returns {{content: object, conflicts: string[]}} in conflict, `content` holds the phone's value
 */
export function merge(base, mine, theirs, shape = ENTRY) {
  const [ours, other] = [canonical(mine, shape), canonical(theirs, shape)];
  const known = base && canonical(base, shape);
  const content = {};
  const conflicts = [];
  for (const name of new Set([...Object.keys(ours), ...Object.keys(other)])) {
    const [left, right] = [ours[name] ?? null, other[name] ?? null];
    const start = known ? (known[name] ?? null) : undefined;
    if (same(left, right) || same(start, right)) content[name] = left;
    else if (same(start, left)) content[name] = right;
    // Nothing said here of what the server works out: what was said there stands.
    else if (name in shape.derived && left === null) content[name] = right;
    else {
      content[name] = left;
      conflicts.push(name);
    }
  }
  return settleDerived(content, conflicts, { ours, other }, shape);
}

// A date, a domain or an older code worked out for another start, dispositif or register falls.
function settleDerived(content, conflicts, { ours, other }, shape) {
  const lapsed = new Set();
  for (const [name, inputs] of Object.entries(shape.derived)) {
    // Funding lines are a choice that outlives a correction; the server says so if they cannot.
    if (name === "funding_lines") continue;
    const held = (side) =>
      inputs.every((input) => same(content[input], side[input])) &&
      same(content[name], side[name] ?? null);
    if (held(other) || held(ours)) continue;
    content[name] = null;
    lapsed.add(name);
  }
  return { content, conflicts: conflicts.filter((name) => !lapsed.has(name)) };
}
