// The questions and answers written by the server (tests/contract/carnet.py), asked to the phone:
// both halves must say the same of a day, a note and a point.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { createLocator } from "./geo/locate.js";
import { warnings } from "./guard.js";
import { serviceDay } from "./service-day.js";

const file = new URL("../../tests/contract/carnet.json", import.meta.url);
const contract = JSON.parse(readFileSync(file, "utf8"));

for (const asked of contract.service_days) {
  test(`service day of ${asked.started_at}, ${asked.time_zone}, from ${asked.day_starts_at} h`, () => {
    const found = serviceDay(asked.started_at, asked.time_zone, asked.day_starts_at);
    assert.equal(found, asked.service_date);
  });
}

for (const { text, warnings: expected } of contract.warnings) {
  test(`guard on « ${text} »`, () => assert.deepEqual(warnings(text), expected));
}

const locate = createLocator(contract.locate.contours, contract.locate.communes);
for (const { lon, lat, ...expected } of contract.locate.points) {
  test(`place of ${lon}, ${lat}`, () => assert.deepEqual(locate(lon, lat), expected));
}
