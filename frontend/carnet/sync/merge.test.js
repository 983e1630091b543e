import assert from "node:assert/strict";
import test from "node:test";
import { merge } from "./merge.js";

const BASE = { note: "a", duration: 10, topics: ["noise"], register: "watch" };

test("changes of different fields are both kept", () => {
  const { content, conflicts } = merge(BASE, { ...BASE, note: "b" }, { ...BASE, duration: 20 });
  assert.deepEqual([content.note, content.duration, conflicts], ["b", 20, []]);
});

test("the same change on both sides is no question", () => {
  assert.deepEqual(merge(BASE, { ...BASE, note: "b" }, { ...BASE, note: "b" }).conflicts, []);
});

test("different changes of one field are for a person, the phone's being shown", () => {
  const { content, conflicts } = merge(BASE, { ...BASE, note: "b" }, { ...BASE, note: "c" });
  assert.deepEqual([content.note, conflicts], ["b", ["note"]]);
});

test("the order of a set is no change", () => {
  const base = { topics: ["a", "b"] };
  const { content, conflicts } = merge(base, { topics: ["b", "a"] }, { topics: ["a", "b", "c"] });
  assert.deepEqual([content.topics, conflicts], [["a", "b", "c"], []]);
});

test("a place is a whole", () => {
  const base = { place: { kind: "street" } };
  const mine = { place: { kind: "street", label: "Hall 3" } };
  assert.deepEqual(merge(base, mine, { place: { kind: "hall" } }).conflicts, ["place"]);
});

test("without a common content every difference is shown", () => {
  assert.deepEqual(merge(null, { note: "a", duration: 5 }, { note: "b", duration: 5 }).conflicts, [
    "note",
  ]);
});

test("an older code worked out for another register falls", () => {
  const base = { register: "watch", historical_register: "social_watch" };
  const mine = { register: "presence", historical_register: null };
  const theirs = { ...base, topics: ["lift"], historical_register: "technical_watch" };
  const { content, conflicts } = merge(base, mine, theirs);
  assert.deepEqual(
    [content.register, content.historical_register, conflicts],
    ["presence", null, []],
  );
});
