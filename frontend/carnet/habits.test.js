import assert from "node:assert/strict";
import test from "node:test";
import { usualDurations } from "./habits.js";

const of = (...minutes) => minutes.map((duration) => ({ duration }));

test("a new user is offered the usual durations", () => {
  assert.deepEqual(usualDurations([]), [5, 10, 15, 20, 30, 45]);
});

test("what one uses comes first, the most used before", () => {
  assert.deepEqual(usualDurations(of(25, 25, 40, 40, 40, 7)), [40, 25, 5, 10, 15, 20]);
});

test("an entry without duration teaches nothing", () => {
  assert.deepEqual(usualDurations(of(null, null)).length, 6);
});
