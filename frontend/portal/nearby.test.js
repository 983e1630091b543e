import assert from "node:assert/strict";
import { test } from "node:test";

import { attachNearby, farInWords, metres, nearest, spoken, summary } from "./nearby.js";

const LILLE = [3.0586, 50.6365];
const ROUBAIX = [3.1746, 50.6901];
const PARIS = [2.3488, 48.8534];

const service = (name, more = {}) => ({ name, point: null, communes: [], ...more });

test("distances are those of a map", () => {
  assert.equal(metres(LILLE, LILLE), 0);
  assert.ok(Math.abs(metres(LILLE, ROUBAIX) - 10_150) < 100, String(metres(LILLE, ROUBAIX)));
  assert.ok(Math.abs(metres(LILLE, PARIS) - 204_500) < 1000, String(metres(LILLE, PARIS)));
});

test("a distance is said as people say it", () => {
  // The same cases as tests/portal/test_public_distance.py.
  const said = [3, 49, 849, 974, 975, 3_440, 9_949, 9_950, 27_400, 1_204_000].map(spoken);
  assert.deepEqual(
    said.map((text) => text.replace(/[\u00a0\u202f]/g, " ")),
    ["50 m", "50 m", "850 m", "950 m", "1,0 km", "3,4 km", "9,9 km", "10 km", "27 km", "1 204 km"],
  );
});

test("the nearest come first, by their door or by the nearest commune they serve", () => {
  const list = {
    communes: [
      ["Roubaix", ROUBAIX],
      ["Lille", LILLE],
      ["Nowhere", null],
    ],
    services: [
      service("in Roubaix, door", { point: ROUBAIX, communes: [1] }),
      service("in both towns", { communes: [0, 1] }),
      service("nobody knows where", { communes: [2] }),
      service("too far", { point: PARIS }),
    ],
  };
  const found = nearest(list, LILLE);
  assert.deepEqual(
    found.map((one) => one.service.name),
    ["in both towns", "in Roubaix, door"],
  );
  assert.match(farInWords(found[0]), /^centre de Lille à 50/);
  assert.match(farInWords(found[1]), /^accueil à 10/);
  assert.equal(nearest(list, LILLE, 1).length, 1);
  assert.match(summary(found), /^Les 2 services les plus proches\. Le plus proche : in both towns/);
  assert.match(summary([]), /^Aucun service/);
});

test("without geolocation the button stays hidden", () => {
  const root = { hidden: true };
  attachNearby(root, undefined);
  assert.equal(root.hidden, true);
});
