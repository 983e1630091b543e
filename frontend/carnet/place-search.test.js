import assert from "node:assert/strict";
import test from "node:test";
import { search } from "./place-search.js";

const COMMUNES = [
  { code: "59350", name: "Lille", postal: ["59000", "59160"] },
  { code: "59527", name: "Saint-André-lez-Lille", postal: ["59350"] },
  { code: "59574", name: "Steene", postal: ["59380"] },
  { code: "76575", name: "Saint-Étienne-du-Rouvray", postal: ["76800"] },
  { code: "59153", name: "Sainte-Croix-sur-Lys", postal: ["59999"] },
  { code: "94038", name: "L'Haÿ-les-Roses", postal: ["94240"] },
];
const found = (typed) => search(COMMUNES, typed).map(({ name }) => name);

test("neither accents, case nor signs matter", () => {
  assert.deepEqual(found("l'hay LES"), ["L'Haÿ-les-Roses"]);
});

test("St is Saint, and Ste may also be the beginning of Steene", () => {
  assert.deepEqual(found("St etienne"), ["Saint-Étienne-du-Rouvray"]);
  assert.deepEqual(found("ste c"), ["Sainte-Croix-sur-Lys"]);
  assert.ok(found("ste").includes("Steene") && found("ste").includes("Sainte-Croix-sur-Lys"));
});

test("the whole name comes before a word inside another", () => {
  assert.deepEqual(found("lille"), ["Lille", "Saint-André-lez-Lille"]);
});

test("codes are found too, and nothing finds nothing", () => {
  assert.deepEqual(found("5935"), ["Lille", "Saint-André-lez-Lille"]);
  assert.deepEqual(found("  - "), []);
});
