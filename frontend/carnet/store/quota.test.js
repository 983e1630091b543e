import assert from "node:assert/strict";
import test from "node:test";
import { askToPersist, isFull, room } from "./quota.js";

test("persistence is asked for once, and browsers that know nothing of it are no fault", async () => {
  assert.equal(await askToPersist({ persisted: async () => true, persist: assert.fail }), "kept");
  assert.equal(
    await askToPersist({ persisted: async () => false, persist: async () => true }),
    "kept",
  );
  assert.equal(await askToPersist({ persist: async () => false }), "at-risk");
  assert.equal(await askToPersist({}), "unknown");
});

test("room is told where it is known", async () => {
  const known = { estimate: async () => ({ usage: 25, quota: 100 }) };
  assert.deepEqual(await room(known), { used: 25, quota: 100, share: 0.25 });
  assert.equal(await room({}), null);
});

test("a full phone is told from another fault", () => {
  assert.ok(isFull({ name: "QuotaExceededError" }));
  assert.ok(!isFull(new TypeError("x")));
});
