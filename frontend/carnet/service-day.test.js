import assert from "node:assert/strict";
import test from "node:test";
import { serviceDay } from "./service-day.js";

test("one in the morning belongs to the evening before", () => {
  assert.equal(serviceDay("2026-03-13T01:00:00+01:00", "Europe/Paris", 5), "2026-03-12");
  assert.equal(serviceDay("2026-03-13T05:00:00+01:00", "Europe/Paris", 5), "2026-03-13");
});

test("the day is the one of the place, not of the phone", () => {
  assert.equal(serviceDay("2026-03-12T23:30:00Z", "Europe/Paris", 0), "2026-03-13");
  assert.equal(serviceDay("2026-03-12T23:30:00Z", "America/Cayenne", 0), "2026-03-12");
});

test("the night the clocks change is read on the wall", () => {
  assert.equal(serviceDay("2026-03-29T04:30:00+02:00", "Europe/Paris", 5), "2026-03-28");
  assert.equal(serviceDay("2026-10-25T04:59:00+01:00", "Europe/Paris", 5), "2026-10-24");
});
