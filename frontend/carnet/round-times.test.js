import assert from "node:assert/strict";
import test from "node:test";
import { endedAt, faults, isOverdue, likelyEnd } from "./round-times.js";

const at = (time) => `2026-03-${time < "12" ? "13" : "12"}T${time}:00.000Z`;
const evening = (...stops) => ({ started_at: at("20:00"), ended_at: null, stops });
const stop = (label, arrived, left = null) => ({
  label,
  arrived_at: at(arrived),
  left_at: left && at(left),
});

test("the end offered is now, as long as one may still be out", () => {
  const round = evening(stop("Gare", "21:00"));
  assert.equal(likelyEnd(round, [], Date.parse(at("07:59"))), at("07:59"));
});

test("the end offered the day after is that of the last stop or entry", () => {
  const now = Date.parse("2026-03-13T12:00:00Z");
  const round = evening(stop("Gare", "21:00", "22:10"));
  assert.equal(likelyEnd(round, [], now), at("22:10"));
  assert.equal(likelyEnd(evening(stop("Gare", "21:00")), [], now), at("21:00"));
  const late = { started_at: at("23:30"), duration: 20 };
  assert.equal(likelyEnd(round, [late, { ...late, duration: null }], now), at("23:50"));
  assert.equal(likelyEnd(evening(), [], now), null);
  const strayed = { started_at: "2026-03-19T20:00:00Z", duration: 5 };
  const week = Date.parse("2026-03-20T20:00:00Z");
  assert.equal(likelyEnd(evening(), [strayed], week), "2026-03-13T20:00:00.000Z");
});

test("nobody stays at a stop after the end", () => {
  const round = evening(stop("Gare", "20:10", "20:30"), stop("Parc", "21:00"));
  assert.equal(endedAt(round, at("21:20")).stops[1].left_at, at("21:20"));
  assert.equal(endedAt(round, at("21:20")).stops[0].left_at, at("20:30"));
  const left = evening(stop("Gare", "20:10", "23:30"));
  assert.equal(endedAt(left, at("21:20")).stops[0].left_at, at("21:20"));
});

test("what the server would refuse is said first", () => {
  const now = Date.parse(at("23:00"));
  const said = (round, end = null) => faults(end ? { ...round, ended_at: at(end) } : round, now);
  assert.deepEqual(said(evening(stop("Gare", "20:00", "22:00")), "22:00"), []);
  assert.deepEqual(said(evening(stop("Gare", "21:00"))), []);
  assert.match(said(evening(), "20:00")[0], /avant d’avoir commencé/);
  assert.match(said(evening(), "01:00")[0], /fin est dans le futur/);
  assert.match(said({ ...evening(), started_at: at("23:01") })[0], /départ est dans le futur/);
  const endless = { ...evening(), ended_at: "2026-03-14T20:01:00Z" };
  assert.match(faults(endless, Date.parse("2026-03-15T00:00:00Z"))[0], /vingt-quatre heures/);
  assert.match(said(evening(stop("Gare", "19:00")))[0], /^Gare : l’arrivée précède/);
  assert.match(said(evening(stop("Gare", "22:00")), "21:00")[0], /^Gare : l’arrivée suit/);
  assert.match(said(evening(stop("Gare", "22:00", "21:00")))[0], /avant d’y arriver/);
  assert.match(said(evening(stop("Gare", "21:00", "22:30")), "22:00")[0], /après la fin/);
});

test("a round is overdue after a day, unless it has an end", () => {
  const [round, now] = [evening(), Date.parse("2026-03-13T20:00:00Z")];
  assert.equal(isOverdue(round, now - 1), false);
  assert.equal(isOverdue(round, now), true);
  assert.equal(isOverdue({ ...round, ended_at: at("22:00") }, now), false);
});
