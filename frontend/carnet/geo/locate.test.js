import assert from "node:assert/strict";
import test from "node:test";
import { createLocator, distanceKm } from "./locate.js";

const square = (west, south, side) => [
  [west, south],
  [west + side, south],
  [west + side, south + side],
  [west, south + side],
  [west, south],
];

const CONTOURS = {
  communes: [
    { code: "59002", rings: [[square(3.1, 50, 0.1)]] },
    // With a hole, and an exclave of its own.
    {
      code: "59001",
      rings: [[square(3, 50, 0.1), square(3.04, 50.04, 0.02)], [square(3.5, 50, 0.1)]],
    },
  ],
  qpv: [
    { code: "QN1", name: "Un", communes: ["59001"], rings: [[square(3.01, 50.01, 0.01)]] },
    { code: "QN2", name: "Deux", communes: ["59003"], rings: [[square(3.8, 50, 0.01)]] },
  ],
};
const COMMUNES = [
  { code: "59001", lon: 3.05, lat: 50.05, qpv_known: true },
  { code: "59002", lon: 3.15, lat: 50.05, qpv_known: false },
  { code: "59003", lon: 3.9, lat: 50.05, qpv_known: true },
];
const locate = createLocator(CONTOURS, COMMUNES);
const pick = ({ commune, qpv, in_qpv }) => [commune, qpv, in_qpv];

test("a point lies in its commune, and in its neighbourhood", () => {
  assert.deepEqual(pick(locate(3.015, 50.015)), ["59001", "QN1", true]);
  assert.deepEqual(pick(locate(3.03, 50.03)), ["59001", null, false]);
  assert.deepEqual(pick(locate(3.55, 50.05)), ["59001", null, false]);
});

test("where perimeters are not known, being outside proves nothing", () => {
  assert.deepEqual(pick(locate(3.15, 50.05)), ["59002", null, null]);
});

test("a common border always goes to the same commune", () => {
  assert.equal(locate(3.1, 50.05).commune, locate(3.1, 50.05).commune);
});

test("just outside a simplified outline is inside, and far in a hole is not", () => {
  assert.equal(locate(3.05, 49.9985).commune, "59001");
  assert.equal(locate(3.05, 50.05).commune, null);
});

test("a neighbourhood says its commune when the outline is not held", () => {
  assert.deepEqual(pick(locate(3.805, 50.005)), ["59003", "QN2", true]);
});

test("elsewhere the nearest centre within ten kilometres, then nothing", () => {
  assert.deepEqual(locate(3.92, 50.06).method, "nearest_centre");
  assert.deepEqual(pick(locate(5, 45)), [null, null, null]);
  assert.deepEqual(pick(locate(Number.NaN, 45)), [null, null, null]);
});

test("distances are those of the server", () => {
  assert.ok(Math.abs(distanceKm(3, 50, 3, 51) - 111.2) < 1e-9);
});
