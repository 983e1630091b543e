import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import test from "node:test";
import { deleteMember, openHere, openMember } from "./database.js";

const row = (fields) => ({ id: "a", state: "draft", day: "2026-03-12", due: 0, ...fields });

test("a write that has not read the last one is refused", async () => {
  const storage = await openMember(1, { scope: "db1-" });
  assert.ok(await storage.swap("entries", "a", 0, row()));
  assert.ok(!(await storage.swap("entries", "a", 0, row({ state: "waiting" }))));
  assert.ok(await storage.swap("entries", "a", 1, row({ state: "waiting" })));
  assert.equal((await storage.get("entries", "a")).rev, 2);
  assert.ok(await storage.swap("entries", "a", 2, null));
  assert.equal(await storage.get("entries", "a"), undefined);
});

test("members of one phone share nothing", async () => {
  const [one, two] = [
    await openMember(1, { scope: "db2-" }),
    await openMember(2, { scope: "db2-" }),
  ];
  await one.swap("entries", "a", 0, row());
  assert.equal(await two.get("entries", "a"), undefined);
});

test("a phone is emptied only if nothing was written since it was read", async () => {
  const storage = await openMember(1, { scope: "db3-" });
  await storage.swap("entries", "a", 0, row());
  assert.ok(!(await storage.clearIf(new Map())));
  assert.ok(await storage.clearIf(new Map([["entries/a", 1]])));
  assert.deepEqual(await storage.all("entries"), []);
});

test("a newer tab that deletes the database is not held up", async () => {
  await openMember(1, { scope: "db4-" });
  await deleteMember(1, { scope: "db4-" });
  const storage = await openMember(1, { scope: "db4-" });
  assert.deepEqual(await storage.all("entries"), []);
});

test("who is here is known without any key", async () => {
  const here = await openHere({ scope: "db5-" });
  assert.equal(await here.read(), null);
  await here.write({ id: 7, name: "Médiatrice 7" });
  assert.equal((await here.read()).id, 7);
  await here.clear();
  assert.equal(await here.read(), null);
});
