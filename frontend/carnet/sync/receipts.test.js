import assert from "node:assert/strict";
import test from "node:test";
import { answered, departing, informed } from "./receipts.js";
import { ENTRY } from "./shapes.js";

const item = (fields = {}) => ({
  state: "waiting",
  content: { note: "a", duration: 5 },
  base: null,
  sending: null,
  theirs: null,
  clashes: [],
  others: {},
  reasons: {},
  refused: null,
  refusals: 0,
  ...fields,
});
const leave = (fields) => departing(item(fields));
const answer = (left, receipt) => answered(left, left.sending, receipt, ENTRY);

test("a delivery not yet answered is made again as it was", () => {
  const left = leave();
  const edited = { ...left, content: { note: "b", duration: 5 } };
  assert.equal(departing(edited), undefined);
  assert.equal(edited.sending.content.note, "a");
});

test("an accepted entry is sent, and one changed meanwhile still waits on the new version", () => {
  const left = leave();
  assert.equal(answer(left, { status: "created", version: 1 }).state, "sent");
  const edited = { ...left, content: { note: "b", duration: 5 } };
  const after = answered(edited, left.sending, { status: "created", version: 1 }, ENTRY);
  assert.deepEqual([after.state, after.base.version, after.base.content.note], ["waiting", 1, "a"]);
});

test("what was put back as it had been while it travelled is sent again", () => {
  const left = leave({ base: { version: 1, content: { note: "z", duration: 5 } } });
  const back = { ...left, state: "sent", content: { note: "z", duration: 5 } };
  const after = answered(back, left.sending, { status: "updated", version: 2 }, ENTRY);
  assert.equal(after.state, "waiting");
});

test("a duplicate says which version this delivery made, not which one is there now", () => {
  const after = answer(leave(), { status: "duplicate", version: 4 });
  assert.deepEqual([after.state, after.base.version], ["sent", 1]);
});

test("a receipt for another delivery changes nothing", () => {
  const left = leave();
  const other = { content: { note: "z" }, version: null };
  assert.equal(answered(left, other, { status: "created", version: 1 }, ENTRY), undefined);
  assert.equal(
    answered({ ...left, sending: null }, left.sending, { status: "created" }, ENTRY),
    undefined,
  );
});

test("a conflict on another field goes again on the new version", () => {
  const base = { version: 1, content: { note: "z", duration: 5 } };
  const current = { note: "z", duration: 30 };
  const after = answer(leave({ base }), { status: "conflict", version: 2, current });
  assert.deepEqual([after.state, after.base.version], ["waiting", 2]);
  assert.deepEqual([after.content.note, after.content.duration], ["a", 30]);
});

test("a conflict on the same field shows both values", () => {
  const base = { version: 1, content: { note: "z", duration: 5 } };
  const after = answer(leave({ base }), {
    status: "conflict",
    version: 2,
    current: { note: "b", duration: 5 },
  });
  assert.deepEqual([after.state, after.clashes], ["conflict", ["note"]]);
  assert.deepEqual([after.content.note, after.theirs.content.note], ["a", "b"]);
});

test("a conflict stays one until it is settled, whatever news come", () => {
  const base = { version: 1, content: { note: "z", duration: 5 } };
  const met = answer(leave({ base }), {
    status: "conflict",
    version: 2,
    current: { note: "b", duration: 5 },
  });
  const after = informed(met, { version: 3, content: { note: "b", duration: 9 } }, ENTRY);
  assert.deepEqual([after.state, after.clashes, after.content.duration], ["conflict", ["note"], 9]);
});

test("an entry that went out of sight is not lost", () => {
  const after = answer(leave(), { status: "conflict", version: null });
  assert.deepEqual([after.state, after.content.note, after.theirs], ["conflict", "a", null]);
});

test("a refusal says why, unless the entry was already mended", () => {
  const left = leave();
  const errors = { register: ["inconnu"] };
  const after = answer(left, { status: "invalid", errors });
  assert.deepEqual([after.state, after.reasons], ["refused", errors]);
  const mended = { ...left, content: { note: "b", duration: 5 } };
  assert.equal(
    answered(mended, left.sending, { status: "invalid", errors }, ENTRY).state,
    "waiting",
  );
  assert.equal(answer(left, { status: "locked", errors }).state, "locked");
});

test("a refused entry mended at the desk comes back as the desk says", () => {
  const refused = answer(leave(), { status: "invalid", errors: {} });
  const after = informed(refused, { version: 1, content: { note: "a", duration: 9 } }, ENTRY);
  assert.deepEqual([after.state, after.content.duration], ["sent", 9]);
});

test("news of a version already known only complete it", () => {
  const base = { version: 2, content: { note: "a" } };
  const sent = item({ state: "sent", content: { note: "a" }, base });
  const theirs = { version: 2, content: { note: "a", domain: "school" } };
  assert.equal(informed(sent, theirs, ENTRY).content.domain, "school");
  assert.equal(informed(sent, { ...theirs, version: 1 }, ENTRY), undefined);
});

test("a word this phone does not know leaves the delivery unanswered", () => {
  assert.equal(answer(leave(), { status: "postponed" }), undefined);
});
