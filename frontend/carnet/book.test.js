import assert from "node:assert/strict";
import test from "node:test";
import { recentPlaces } from "./book.js";

const said = (place) => ({ content: { place } });

test("a place said again by its name alone keeps its point", () => {
  const point = { kind: "station", label: "Gare", lon: 3.07, lat: 50.63, commune: null };
  const commune = { kind: "station", label: "Gare", commune: "59350" };
  const bare = { kind: "street", label: "Gare" };
  const [own] = recentPlaces([said(bare), said(point), said(commune)], []);
  assert.deepEqual(own, { label: "Gare", place: point, uses: 3 });
  const [known] = recentPlaces([said(bare)], [{ label: "Gare", place: commune, uses: 9 }]);
  assert.deepEqual(known, { label: "Gare", place: commune, uses: 9 });
});

test("of two that say as much, the last one written is offered", () => {
  const [last, before] = ["59350", "59512"].map((code) => ({ label: "Parc", commune: code }));
  assert.equal(recentPlaces([said(last), said(before)], [])[0].place, last);
});

test("the most used come first", () => {
  const items = ["A", "B", "B"].map((label) => said({ label }));
  assert.deepEqual(
    recentPlaces(items, []).map(({ label }) => label),
    ["B", "A"],
  );
});
