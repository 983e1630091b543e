// What a person does to a record, as functions from item to item. None of them waits for anything:
// `records.change` runs them again when another write came first.

import { canonical, forgetDerived, same, sameContent } from "../sync/shapes.js";

/**
 * The record once `content` is saved. `from` is what the screen showed when the person began:
 * only the fields changed since are theirs to write, and news that came in meanwhile stay.
 */
export function saved(item, { from, content, draft, changed }, shape) {
  if (!item) return { state: draft ? "draft" : "waiting", content, changed };
  const before = canonical(from ?? item.content, shape);
  const typed = canonical(forgetDerived(before, content, shape), shape);
  const now = canonical(item.content, shape);
  const next = { ...now };
  const clashes = [];
  for (const name of Object.keys(typed)) {
    if (same(typed[name], before[name] ?? null)) continue;
    const moved = !same(now[name] ?? null, before[name] ?? null);
    if (moved && !same(now[name], typed[name]) && !(name in shape.derived)) clashes.push(name);
    next[name] = typed[name];
  }
  if (same(next, now) && !clashes.length && item.state !== "draft") return undefined;
  const written = { ...item, content: next, changed };
  if (clashes.length || item.state === "conflict") return inConflict(written, clashes, now);
  return { ...written, ...calm(written, draft, shape) };
}

// The screen was filled from something older than what the record now says of the same field. The
// value it had not seen becomes the other side; when the other side is already the server's, it is
// kept beside them.
function inConflict(item, clashes, now) {
  const before = item.state === "conflict" ? item.clashes : [];
  const theirs = item.state === "conflict" ? item.theirs : { content: now, version: null };
  const shown = { ...theirs?.content };
  const others = { ...item.others };
  for (const name of clashes) {
    if (before.includes(name)) others[name] = [...(others[name] ?? []), now[name]];
    else shown[name] = now[name];
  }
  const all = [...new Set([...before, ...clashes])];
  const other = { version: null, ...theirs, content: shown };
  return { ...item, state: "conflict", clashes: all, theirs: other, others };
}

function calm(item, draft, shape) {
  const equal = item.base && sameContent(item.content, item.base.content, shape);
  // What is under way may still change what the server holds.
  const known = equal && !item.sending;
  const state = draft ? "draft" : known ? "sent" : "waiting";
  return { state, theirs: null, clashes: [], others: {}, reasons: {}, warnings: [] };
}

/**
 * The record once a person has settled its conflict. `choices` gives "mine", "theirs" or
 * `{value}` for each field; `seen` is the other side as the screen showed it: what changed since
 * has not been seen, and stays to be settled.
 */
export function settled(item, { choices, seen, changed }, shape) {
  if (item?.state !== "conflict" || !item.theirs) return undefined;
  const content = { ...item.content };
  const left = [];
  for (const name of item.clashes) {
    const choice = choices[name];
    const other = item.theirs.content[name] ?? null;
    if (!choice || !same(other, seen?.[name] ?? null)) left.push(name);
    else if (choice === "theirs") content[name] = other;
    else if (choice !== "mine") content[name] = choice.value;
  }
  const others = Object.fromEntries(left.map((name) => [name, item.others[name] ?? []]));
  const next = { ...item, content, changed, clashes: left, others };
  return left.length ? next : { ...next, ...calm(next, false, shape) };
}
