import assert from "node:assert/strict";
import test from "node:test";
import { entry, notebook } from "../histories/notebook.js";

test("an entry is kept sealed, and found again by day and by state", async () => {
  const { entries, storage } = await notebook();
  const { id } = await entries.save(entry({ note: "Hall 12" }));
  const stored = await storage.get("entries", id);
  assert.deepEqual(Object.keys(stored).sort(), ["day", "due", "id", "rev", "sealed", "state"]);
  assert.ok(!Buffer.from(stored.sealed.data).includes("Hall"));
  const [item] = await entries.between("2026-03-12", "2026-03-12");
  assert.equal(item.content.note, "Hall 12");
  assert.deepEqual(await entries.between("2026-03-13", "2026-03-14"), []);
  assert.equal((await entries.counts()).waiting, 1);
});

test("a list goes by the start of entries, and a correction moves none of them", async () => {
  const { entries, clock } = await notebook();
  const starts = ["2026-03-12T18:30:00.000Z", "2026-03-12T22:15:00+01:00", "2026-03-11T23:50:00Z"];
  for (const started_at of starts) {
    await entries.save(entry({ started_at }));
    clock.pass(1000);
  }
  const list = () => entries.between("2026-03-11", "2026-03-12");
  const shown = async () => (await list()).map(({ content }) => content.started_at);
  const expected = [starts[1], starts[0], starts[2]];
  assert.deepEqual(await shown(), expected);
  const { id, content } = (await list())[1];
  await entries.save({ ...content, people: 9 }, { id, from: content });
  assert.deepEqual(await shown(), expected);
});

test("a draft waits for its author, and can be thrown away", async () => {
  const { entries } = await notebook();
  const { id } = await entries.save(entry(), { draft: true });
  assert.deepEqual(await entries.records.due(), []);
  await entries.save(entry({ note: "fini" }), { id });
  assert.equal((await entries.read(id)).state, "waiting");
  await entries.discard(id);
  assert.ok(await entries.read(id), "what waits to be sent is not thrown away");
  const { id: other } = await entries.save(entry(), { draft: true });
  await entries.discard(other);
  assert.equal(await entries.read(other), null);
});

test("what was begun that day and never given can be taken up again", async () => {
  const { entries, clock } = await notebook();
  await entries.save(entry({ started_at: "2026-03-11T18:30:00Z" }), { draft: true });
  const { id: given } = await entries.save(entry());
  const known = (item) => ({ ...item, state: "draft", base: { content: entry(), version: 1 } });
  await entries.records.change(given, known);
  const { id } = await entries.save(entry(), { draft: true });
  clock.pass(1000);
  const { id: last } = await entries.save(entry(), { draft: true });
  const found = await entries.begun("2026-03-12");
  assert.deepEqual(
    found.map((item) => item.id),
    [last, id],
  );
});

test("a screen writes only what its author changed since it was filled", async () => {
  const { entries } = await notebook();
  const { id, content } = await entries.save(entry({ note: "a" }));
  await entries.save({ ...content, duration: 45 }, { id, from: content });
  await entries.save({ ...content, note: "b" }, { id, from: content });
  const item = await entries.read(id);
  assert.deepEqual([item.content.duration, item.content.note], [45, "b"]);
  assert.equal(item.state, "waiting");
});

test("two screens that change the same field make a conflict, settled by a person", async () => {
  const { entries } = await notebook();
  const { id, content } = await entries.save(entry({ note: "a" }));
  await entries.save({ ...content, note: "b" }, { id, from: content });
  const item = await entries.save({ ...content, note: "c" }, { id, from: content });
  assert.deepEqual([item.state, item.clashes], ["conflict", ["note"]]);
  assert.deepEqual([item.content.note, item.theirs.content.note], ["c", "b"]);
  const done = await entries.settle(id, { note: "theirs" }, item.theirs.content);
  assert.deepEqual([done.state, done.content.note], ["waiting", "b"]);
});

test("a third value of the same field is kept beside the two others", async () => {
  const { entries } = await notebook();
  const { id, content } = await entries.save(entry({ note: "a" }));
  for (const note of ["b", "c", "d"])
    await entries.save({ ...content, note }, { id, from: content });
  const item = await entries.read(id);
  assert.deepEqual([item.content.note, item.theirs.content.note], ["d", "b"]);
  assert.deepEqual(item.others, { note: ["c"] });
  const done = await entries.settle(id, { note: { value: "c" } }, item.theirs.content);
  assert.deepEqual([done.state, done.content.note, done.others], ["waiting", "c", {}]);
});

test("what the other side says now and was not shown is not settled", async () => {
  const { entries } = await notebook();
  const { id, content } = await entries.save(entry({ note: "a" }));
  await entries.save({ ...content, note: "b" }, { id, from: content });
  const { theirs } = await entries.save({ ...content, note: "c" }, { id, from: content });
  const done = await entries.settle(id, { note: "mine" }, { ...theirs.content, note: "older" });
  assert.equal(done.state, "conflict");
});

test("writes made at the same time are all kept", async () => {
  const { entries } = await notebook();
  const { id, content } = await entries.save(entry());
  const changes = [{ note: "n" }, { duration: 5 }, { people: 9 }, { outcome: "handled" }];
  await Promise.all(
    changes.map((change) => entries.save({ ...content, ...change }, { id, from: content })),
  );
  const { content: kept } = await entries.read(id);
  for (const change of changes) {
    const [[name, value]] = Object.entries(change);
    assert.equal(kept[name], value);
  }
});

test("the last entry is copied without its people nor its note", async () => {
  const { entries, clock } = await notebook();
  assert.equal(await entries.duplicateLast(), null);
  await entries.save(entry({ duration: 5 }));
  clock.pass(60_000);
  await entries.save(entry({ duration: 25, note: "à ne pas copier", people: 8 }));
  const copy = await entries.duplicateLast();
  assert.equal(copy.duration, 25);
  assert.equal(copy.note, undefined);
  assert.equal(copy.people, undefined);
  assert.equal(copy.started_at, new Date(clock.now()).toISOString());
});

test("only what was sent long ago leaves the phone", async () => {
  const { entries } = await notebook();
  const { id } = await entries.save(entry());
  assert.equal(await entries.forgetBefore("2026-04-01"), 0);
  await entries.records.change(id, (item) => ({ ...item, state: "sent" }));
  assert.equal(await entries.forgetBefore("2026-03-12"), 0);
  assert.equal(await entries.forgetBefore("2026-04-01"), 1);
});

test("an entry that is no longer visible is given again once, and waits for nobody any more", async () => {
  const { entries } = await notebook();
  const { id } = await entries.save(entry({ note: "gardée" }));
  assert.equal(await entries.copyAsNew(id), null, "this one is still one's own");
  await entries.records.change(id, (item) => ({ ...item, state: "conflict", theirs: null }));
  const copy = await entries.copyAsNew(id);
  assert.equal(copy.content.note, "gardée");
  assert.equal(await entries.copyAsNew(id), null);
  assert.equal(await entries.read(id), null);
  const { waiting, conflict } = await entries.counts();
  assert.deepEqual([waiting, conflict], [1, 0]);
});
