import assert from "node:assert/strict";
import test from "node:test";
import { notebook } from "../histories/notebook.js";

test("sections are replaced one by one, and those of persons are sealed", async () => {
  const { reference, storage } = await notebook();
  assert.equal(await reference.since(), null);
  await reference.keep({
    since: "1",
    sections: {
      lists: { register: [] },
      service: { mediators: [{ id: 7, name: "Une personne" }] },
    },
  });
  await reference.keep({ since: "2", sections: { communes: [] } });
  assert.equal(await reference.since(), "2");
  assert.equal((await reference.read("service")).mediators[0].name, "Une personne");
  assert.deepEqual(await reference.read("lists"), { register: [] });
  assert.equal(await reference.read("contours"), null);
  const row = await storage.get("reference", "service");
  assert.equal(row.content, undefined);
  const { sections, at } = await reference.stored();
  assert.deepEqual(sections.map(({ section }) => section).sort(), ["communes", "lists", "service"]);
  assert.ok(at);
});
