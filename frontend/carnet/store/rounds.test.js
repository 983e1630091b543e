import assert from "node:assert/strict";
import test from "node:test";
import { notebook } from "../histories/notebook.js";
import { summary } from "./rounds.js";

const MINUTE = 60_000;

test("a round is kept tap by tap, and told in a summary", async () => {
  const { rounds, clock } = await notebook();
  const planned = [
    { label: "Gare", kind: "station" },
    { label: "Parc", kind: "park" },
  ];
  const { id } = await rounds.start({ dispositif: 1, mediators: [7, 8], planned });
  clock.pass(10 * MINUTE);
  await rounds.arrive(id, { label: "Gare", kind: "station" });
  clock.pass(30 * MINUTE);
  await rounds.arrive(id, { label: "Hall 3", kind: "hall" });
  assert.equal((await rounds.running()).id, id);
  clock.pass(5 * MINUTE);
  await rounds.leave(id);
  clock.pass(5 * MINUTE);
  await rounds.end(id);
  assert.equal(await rounds.running(), null);
  const { content, state } = await rounds.read(id);
  assert.equal(state, "waiting");
  const told = summary(content);
  assert.deepEqual([told.minutes, told.present], [50, 35]);
  assert.deepEqual(
    told.stops.map(({ minutes }) => minutes),
    [30, 5],
  );
  assert.deepEqual(
    told.missed.map(({ label }) => label),
    ["Parc"],
  );
});

test("taps made at the same time are all kept", async () => {
  const { rounds } = await notebook();
  const { id } = await rounds.start({ dispositif: 1, mediators: [7] });
  await Promise.all(["A", "B", "C"].map((label) => rounds.arrive(id, { label, kind: "street" })));
  const { content } = await rounds.read(id);
  assert.equal(content.stops.length, 3);
  assert.equal(content.stops.filter((stop) => !stop.left_at).length, 1);
});

test("a round nobody ended does not run for ever", async () => {
  const { rounds, clock } = await notebook();
  await rounds.start({ dispositif: 1, mediators: [7] });
  clock.pass(25 * 60 * MINUTE);
  assert.equal(await rounds.running(), null);
});
