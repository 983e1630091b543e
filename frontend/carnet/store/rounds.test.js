import assert from "node:assert/strict";
import test from "node:test";
import { notebook } from "../histories/notebook.js";
import { stopAt, summary } from "./rounds.js";

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

test("a round nobody ended is still to be ended the day after", async () => {
  const { rounds, clock } = await notebook();
  const { id } = await rounds.start({ dispositif: 1, mediators: [7] });
  await rounds.arrive(id, { label: "Gare", kind: "street" });
  assert.deepEqual(await rounds.overdue(), []);
  clock.pass(25 * 60 * MINUTE);
  assert.equal(await rounds.running(), null);
  const [forgotten] = await rounds.overdue();
  assert.equal(forgotten.id, id);
  await rounds.end(id, "2026-03-12T22:15:00.000Z");
  const { content, state } = await rounds.read(id);
  assert.deepEqual([content.ended_at, state], ["2026-03-12T22:15:00.000Z", "waiting"]);
  assert.equal(content.stops[0].left_at, content.ended_at);
  assert.deepEqual(await rounds.overdue(), []);
});

test("a forgotten round does not hide the one that is running", async () => {
  const { rounds, clock } = await notebook();
  const forgotten = await rounds.start({ dispositif: 1, mediators: [7] });
  clock.pass(25 * 60 * MINUTE);
  const { id } = await rounds.start({ dispositif: 1, mediators: [7] });
  assert.equal((await rounds.running()).id, id);
  assert.deepEqual(
    (await rounds.overdue()).map((item) => item.id),
    [forgotten.id],
  );
});

test("a stop keeps where the place is, when the place is known", () => {
  const typed = { label: "Gare", kind: "street" };
  const known = { kind: "station", label: "Gare", address: "1 place", lon: 3.07, lat: 50.63 };
  const locate = () => ({ commune: "59350", qpv: "QN05905M" });
  const point = { label: "Gare", kind: "station", lon: 3.07, lat: 50.63 };
  assert.deepEqual(stopAt(typed, known, locate), { ...point, commune: "59350" });
  assert.deepEqual(stopAt(typed, known), { ...point, commune: null });
  const declared = { kind: "station", label: "Gare", lon: null, commune: "59350" };
  const there = { label: "Gare", lon: null, lat: null };
  assert.deepEqual(stopAt(typed, declared, locate), {
    ...there,
    kind: "station",
    commune: "59350",
  });
  const planned = { ...typed, commune: "59512" };
  assert.deepEqual(stopAt(planned, undefined, locate), {
    ...there,
    kind: "street",
    commune: "59512",
  });
});
