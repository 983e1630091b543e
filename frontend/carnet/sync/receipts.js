// What the answer of the server makes of a record. Functions from item to item, without waiting.
//
// Two facts everything rests on. A delivery not yet answered is made again exactly as it was, so
// the server knows it by its fingerprint; and an accepted delivery on version n always makes
// version n + 1, so that a "duplicate" says which version that delivery made, whatever came since.

import { merge } from "./merge.js";
import { canonical, same, sameContent } from "./shapes.js";

/** Nothing left to settle. */
export const CLEAR = { reasons: {}, theirs: null, clashes: [], others: {} };

/** The record ready to be delivered: what is under way already, else its content. */
export function departing(item) {
  if (item?.sending) return undefined;
  if (item?.state !== "waiting") return undefined;
  return { ...item, sending: { content: item.content, version: item.base?.version ?? null } };
}

/**
 * The record after its receipt; undefined when the receipt answers another delivery.
 * @param {import("../store/records.js").Item|null} item
 * @param {{content: object, version: number|null}} sent
 * @param {{status: string, version: number|null, errors: object, warnings: string[],
 *   current: object|null}} receipt
 */
export function answered(item, sent, receipt, shape) {
  if (!item?.sending || !same(item.sending, sent)) return undefined;
  const next = { ...item, sending: null };
  switch (receipt.status) {
    case "created":
    case "updated":
      return accepted(next, sent, receipt.version, receipt, shape);
    case "duplicate":
      return accepted(next, sent, (sent.version ?? 0) + 1, receipt, shape);
    case "conflict":
      return receipt.current
        ? met(next, { content: receipt.current, version: receipt.version }, shape)
        : hidden(next);
    case "invalid":
    case "locked":
      return refused(next, sent, receipt, shape);
    default:
      // A word this phone does not know yet: the delivery stays unanswered.
      return undefined;
  }
}

function accepted(item, sent, version, receipt, shape) {
  const base = { content: sent.content, version };
  const next = { ...item, base, refused: null, refusals: 0, warnings: receipt.warnings ?? [] };
  if (item.state === "conflict") return next;
  if (sameContent(item.content, sent.content, shape)) return { ...next, ...CLEAR, state: "sent" };
  return item.state === "draft" ? next : { ...next, ...CLEAR, state: "waiting" };
}

function refused(item, sent, receipt, shape) {
  const state = receipt.status === "locked" ? "locked" : "refused";
  const again = same(item.refused, sent.content);
  const next = { ...item, refused: sent.content, refusals: item.refusals + (again ? 0 : 1) };
  const whole = item.state === "waiting" && sameContent(item.content, sent.content, shape);
  return whole ? { ...next, state, reasons: receipt.errors } : next;
}

function hidden(item) {
  const reasons = {
    id: ["Ce que vous aviez écrit a changé au bureau et ne vous est plus visible."],
  };
  return { ...item, state: "conflict", theirs: null, clashes: [], reasons };
}

/** The record once the server says what it holds. */
export function met(item, theirs, shape) {
  const { content, conflicts } = merge(ancestor(item, shape), item.content, theirs.content, shape);
  const { shown, others } = displayed(item, theirs, shape);
  const clashes = [...new Set([...unsettled(item), ...conflicts])].filter(
    (name) => !same(content[name] ?? null, shown[name] ?? null) || others[name]?.length,
  );
  const next = { ...item, ...CLEAR, content, base: theirs };
  if (clashes.length) {
    const other = { ...theirs, content: shown };
    return { ...next, state: "conflict", theirs: other, clashes, others };
  }
  const equal = sameContent(content, theirs.content, shape);
  if (item.state === "draft" && !equal) return next;
  return { ...next, state: equal ? "sent" : "waiting" };
}

// The other side of a conflict once the server has spoken. A value typed here by another screen was
// never the server's: it stays the other side where the server says nothing new, else beside both.
function displayed(item, theirs, shape) {
  const shown = { ...theirs.content };
  const others = { ...item.others };
  const base = canonical(item.base?.content ?? {}, shape);
  for (const name of unsettled(item)) {
    const before = item.theirs.content[name] ?? null;
    if (same(shown[name] ?? null, base[name])) shown[name] = before;
    else if (!same(before, base[name])) others[name] = [...(others[name] ?? []), before];
  }
  return { shown, others };
}

const unsettled = (item) => (item.state === "conflict" && item.theirs ? item.clashes : []);

// A refused entry the server now knows was mended at the desk, from what was refused. When several
// contents were refused, nobody can say from which.
function ancestor(item) {
  if (item.base) return item.base.content;
  return item.refusals === 1 ? item.refused : null;
}

/** The record after news of the server's feed: `theirs` is its content and version. */
export function informed(item, theirs, shape) {
  if (!item) return { state: "sent", content: theirs.content, base: theirs };
  const known = item.base?.version ?? 0;
  if (theirs.version < known) return undefined;
  const next = { ...item, cancelled: false };
  if (theirs.version > known) return met(next, theirs, shape);
  return completed(next, theirs, shape);
}

// The same version, as the server completed it (commune of the point, domain…): what was not
// typed since takes its form.
function completed(item, theirs, shape) {
  const { content } = merge(item.base.content, item.content, theirs.content, shape);
  return { ...item, content, base: theirs };
}
