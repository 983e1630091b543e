import assert from "node:assert/strict";
import test from "node:test";
import { canonical, forgetDerived, payload, sameContent } from "./shapes.js";

test("what is left out means its default", () => {
  const short = { started_at: "2026-03-12T19:30:00+01:00", topics: ["b", "a"], note: " vu " };
  const long = {
    ...canonical({}),
    started_at: "2026-03-12T18:30:00Z",
    topics: ["a", "b"],
    note: "vu",
    base_version: 3,
  };
  assert.ok(sameContent(short, long));
});

test("counts of nobody say nothing, and a grid replaces its margins", () => {
  assert.ok(sameContent({ publics: { sex: { f: 0 }, age: {} } }, {}));
  const cell = { sex: "f", age: null, status: null, count: 2 };
  assert.ok(
    sameContent({ publics: { sex: { f: 2 }, grid: [cell] } }, { publics: { grid: [cell] } }),
  );
});

test("only what is said is sent", () => {
  const sent = payload("x", canonical({ duration: 5, round: null, funding_lines: [] }), 2);
  assert.deepEqual(sent, { id: "x", base_version: 2, duration: 5, funding_lines: [] });
});

test("a correction drops what the server had worked out for another start", () => {
  const before = { started_at: "2026-03-12T18:30:00Z", service_date: "2026-03-12" };
  const moved = { ...before, started_at: "2026-03-14T18:30:00Z" };
  assert.equal(forgetDerived(before, moved).service_date, null);
  assert.equal(forgetDerived(before, { ...before, note: "a" }).service_date, "2026-03-12");
  const said = { ...moved, service_date: "2026-03-13" };
  assert.equal(forgetDerived(before, said).service_date, "2026-03-13");
});
