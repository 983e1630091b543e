import assert from "node:assert/strict";
import test from "node:test";
import { fitted } from "./image.js";

test("a photo is made smaller, never larger, and keeps its proportions", () => {
  assert.deepEqual(fitted({ width: 4000, height: 3000 }), { width: 1600, height: 1200 });
  assert.deepEqual(fitted({ width: 3000, height: 4000 }), { width: 1200, height: 1600 });
  assert.deepEqual(fitted({ width: 640, height: 480 }), { width: 640, height: 480 });
});
