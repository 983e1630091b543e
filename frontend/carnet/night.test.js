import assert from "node:assert/strict";
import { test } from "node:test";
import { isNight, sunHeight } from "./night.js";

const LILLE = { lon: 3.06, lat: 50.63 };
const SAINT_DENIS = { lon: 55.45, lat: -20.88 };
const at = (text) => Date.parse(text);

// Sunrise and sunset of the almanac, to the minute; six minutes are granted.
const EDGES = [
  [LILLE, "2026-06-21T05:35:00+02:00", "2026-06-21T22:03:00+02:00"],
  [LILLE, "2026-12-21T08:45:00+01:00", "2026-12-21T16:43:00+01:00"],
];

for (const [place, rise, set] of EDGES) {
  test(`the sun rises and sets when the almanac says, ${rise.slice(0, 10)}`, () => {
    const some = 6 * 60_000;
    assert.equal(isNight(at(rise) - some, place), true);
    assert.equal(isNight(at(rise) + some, place), false);
    assert.equal(isNight(at(set) - some, place), false);
    assert.equal(isNight(at(set) + some, place), true);
  });
}

test("it is night in Lille while it is morning in Saint-Denis de La Réunion", () => {
  const instant = at("2026-11-22T03:00:00Z");
  assert.equal(isNight(instant, LILLE), true);
  assert.equal(isNight(instant, SAINT_DENIS), false);
});

test("at noon of an equinox on the equator the sun is overhead", () => {
  assert.ok(sunHeight(at("2026-03-20T12:07:00Z"), { lon: 0, lat: 0 }) > 89);
});
