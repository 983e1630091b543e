import assert from "node:assert/strict";
import test from "node:test";
import { entry, notebook, transport } from "../histories/notebook.js";
import { backoff, createEngine, keepInTouch } from "./engine.js";
import { Failure } from "./transport.js";

const engineOf = (book, network, more = {}) =>
  createEngine({ ...book, transport: network, locks: null, now: book.clock.now, ...more });
const fail = (code) => () => {
  throw new Failure(code);
};
const sent = (network, name = "sendEntries") => network.log.filter((call) => call.name === name);

test("entries leave by two hundred, and rounds before them", async () => {
  const book = await notebook();
  for (let n = 0; n < 201; n += 1) await book.entries.save(entry());
  await book.rounds.start({ dispositif: 1, mediators: [7] });
  const network = transport();
  const outcome = await engineOf(book, network).sync();
  assert.deepEqual([outcome.state, outcome.sent], ["done", 202]);
  assert.equal(network.log[0].name, "sendRounds");
  assert.deepEqual(
    sent(network).map((call) => call.sent.length),
    [200, 1],
  );
  assert.equal((await book.entries.counts()).due, 0);
});

for (const code of ["offline", "broken", "unknown", "forbidden"]) {
  test(`${code}: everything waits, and goes again as it was`, async () => {
    const book = await notebook();
    const { id, content } = await book.entries.save(entry({ note: "a" }));
    const outcome = await engineOf(book, transport({ sendEntries: fail(code) })).sync();
    assert.equal(outcome.state, code);
    await book.entries.save({ ...content, note: "b" }, { id, from: content });
    const network = transport();
    await engineOf(book, network).sync();
    assert.deepEqual(
      sent(network).map((call) => [call.sent[0].note, call.sent[0].base_version]),
      [
        ["a", undefined],
        ["b", 1],
      ],
    );
  });
}

test("an answer without receipts, or with some missing, leaves the rest waiting", async () => {
  const book = await notebook();
  await book.entries.save(entry());
  const { state } = await engineOf(book, transport({ sendEntries: () => ({}) })).sync();
  assert.equal(state, "broken");
  await engineOf(book, transport({ sendEntries: () => ({ receipts: [] }) })).sync();
  assert.equal((await book.entries.counts()).due, 1);
});

test("what changes at the desk comes back, and a correction not yet sent is merged with it", async () => {
  const book = await notebook();
  const { id, content } = await book.entries.save(entry({ note: "a" }));
  await engineOf(book, transport()).sync();
  await book.entries.save({ ...content, note: "b" }, { id, from: content });
  const news = {
    since: "2",
    entries: [{ ...content, id, people: 9, version: 2, base_version: 2 }],
    cancelled: [],
  };
  const theirs = { ...content, id, people: 9 };
  const network = transport({
    entriesSince: () => news,
    sendEntries: ([first]) => ({
      receipts: [
        first.base_version === 2
          ? { id, status: "updated", version: 3 }
          : { id, status: "conflict", version: 2, current: theirs },
      ],
    }),
  });
  await engineOf(book, network).sync();
  const item = await book.entries.read(id);
  assert.deepEqual([item.state, item.content.note, item.content.people], ["sent", "b", 9]);
});

test("a round begun on another phone of the pair comes here, and goes on here once taken over", async () => {
  const book = await notebook();
  const at = new Date(book.now()).toISOString();
  const round = {
    id: "00000000-0000-4000-8000-000000000001",
    dispositif: 1,
    mediators: [7, 8],
    started_at: at,
    ended_at: null,
    planned: [],
    stops: [
      { label: "Gare", kind: "station", lon: null, lat: null, commune: null, arrived_at: at },
    ],
    version: 2,
    base_version: 2,
  };
  const feed = { since: "2", entries: [], cancelled: [], rounds: [round] };
  const network = transport({ entriesSince: () => feed });
  await engineOf(book, network).sync();
  const running = await book.rounds.running();
  assert.deepEqual([running.id, running.state, running.here], [round.id, "sent", false]);
  assert.equal((await book.rounds.takeOver(round.id)).here, true);
  await book.rounds.arrive(round.id, { label: "Parc", kind: "park" });
  await engineOf(book, network).sync();
  const sent = network.log.findLast(({ name }) => name === "sendRounds").sent[0];
  assert.equal(sent.base_version, 2);
  assert.deepEqual(
    sent.stops.map(({ label }) => label),
    ["Gare", "Parc"],
  );
});

test("a cancellation is told, and news on a delivery in doubt are asked for again", async () => {
  const book = await notebook();
  const { id, content } = await book.entries.save(entry());
  await engineOf(book, transport()).sync();
  const feed = { since: "5", entries: [], cancelled: [id] };
  await engineOf(book, transport({ entriesSince: () => feed })).sync();
  assert.equal((await book.entries.read(id)).cancelled, true);
  assert.equal((await book.storage.get("meta", "entries")).since, "5");
  await book.entries.save({ ...content, note: "b" }, { id, from: content });
  const deaf = transport({
    sendEntries: () => ({ receipts: [] }),
    entriesSince: () => ({ ...feed, since: "6" }),
  });
  await engineOf(book, deaf).sync();
  assert.equal((await book.storage.get("meta", "entries")).since, "5");
});

for (const code of ["crashed", "too-big"]) {
  test(`${code}: one entry does not hold the others back`, async () => {
    const book = await notebook();
    for (let n = 0; n < 8; n += 1)
      await book.entries.save(entry({ note: n === 3 ? "poison" : "" }));
    const network = transport();
    const { sendEntries } = network;
    network.sendEntries = (items) =>
      items.some(({ note }) => note === "poison") ? fail(code)() : sendEntries(items);
    await engineOf(book, network).sync();
    assert.equal((await book.entries.counts()).due, 1);
  });
}

test("rounds the server cannot take do not hold entries back", async () => {
  const book = await notebook();
  await book.rounds.start({ dispositif: 1, mediators: [7] });
  await book.entries.save(entry());
  const outcome = await engineOf(book, transport({ sendRounds: fail("refused") })).sync();
  assert.equal(outcome.state, "refused");
  assert.equal((await book.entries.counts()).due, 0);
});

test("a revoked phone says its last words, then empties itself", async () => {
  const book = await notebook();
  const { id: done } = await book.entries.save(entry());
  await engineOf(book, transport()).sync();
  const { id } = await book.entries.save(entry({ note: "dernier mot" }));
  const { id: draft } = await book.entries.save(entry({ note: "brouillon" }), { draft: true });
  const revoked = { sendEntries: fail("revoked") };
  const early = engineOf(book, transport({ ...revoked, lastWords: fail("offline") }));
  assert.equal((await early.sync()).state, "revoked");
  assert.ok(await book.entries.read(id), "unsaid, nothing is erased");
  let wiped = false;
  const network = transport(revoked);
  const onWipe = async () => {
    wiped = true;
  };
  assert.equal((await engineOf(book, network, { onWipe }).sync()).state, "wiped");
  const [words] = sent(network, "lastWords");
  assert.deepEqual(words.sent.entries.map((word) => word.id).sort(), [id, draft].sort());
  assert.ok(!words.sent.entries.some((word) => word.id === done));
  assert.ok(wiped);
  assert.deepEqual(await book.storage.all("entries"), []);
  assert.deepEqual(await book.storage.all("keys"), []);
});

test("both sides of what two screens of a revoked phone say are given", async () => {
  const book = await notebook();
  const { id, content } = await book.entries.save(entry({ note: "a" }));
  await book.entries.save({ ...content, note: "b" }, { id, from: content });
  await book.entries.save({ ...content, note: "c" }, { id, from: content });
  const network = transport({ sendEntries: fail("revoked"), entriesSince: fail("revoked") });
  assert.equal((await engineOf(book, network).sync()).state, "wiped");
  const [words] = sent(network, "lastWords");
  assert.deepEqual(words.sent.entries.map(({ note }) => note).sort(), ["b", "c"]);
});

test("the last words of a conflict do not claim to have seen the other side", async () => {
  const book = await notebook();
  const { id, content } = await book.entries.save(entry({ note: "a" }));
  await engineOf(book, transport()).sync();
  await book.entries.save({ ...content, note: "ici" }, { id, from: content });
  const current = { ...content, id, note: "au bureau" };
  const sendEntries = () => ({ receipts: [{ id, status: "conflict", version: 2, current }] });
  await engineOf(book, transport({ sendEntries })).sync();
  assert.equal((await book.entries.read(id)).state, "conflict");
  const revoked = transport({ sendEntries: fail("revoked"), entriesSince: fail("revoked") });
  assert.equal((await engineOf(book, revoked).sync()).state, "wiped");
  const [words] = sent(revoked, "lastWords");
  const [mine] = words.sent.entries.filter(({ note }) => note === "ici");
  assert.equal(mine.base_version, undefined);
});

test("the reference is read from where it was", async () => {
  const book = await notebook();
  const answers = { referenceSince: () => ({ since: "r1", sections: { lists: {} } }) };
  await engineOf(book, transport(answers)).sync();
  const network = transport(answers);
  await engineOf(book, network).sync();
  assert.equal(sent(network, "referenceSince")[0].sent, "r1");
});

test("waits grow, differ and end", () => {
  assert.equal(
    backoff(1, () => 0),
    1000,
  );
  assert.equal(
    backoff(3, () => 1),
    8000,
  );
  assert.equal(
    backoff(50, () => 1),
    300_000,
  );
});

test("it tries at once, again after a failure, and stops when there is nobody left", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const states = ["offline", "done", "wiped"];
  const seen = [];
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const touch = keepInTouch(
    { sync: async () => ({ state: states[seen.length] }) },
    { target: new EventTarget(), done: ({ state }) => seen.push(state) },
  );
  for (const wait of [0, 2000, 300_000, 600_000]) {
    t.mock.timers.tick(wait);
    await settle();
  }
  assert.deepEqual(seen, states);
  touch.stop();
});

test("what is written during an exchange leaves with the next, shortly after", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const open = [];
  const touch = keepInTouch(
    { sync: () => new Promise((end) => open.push(end)) },
    { target: new EventTarget() },
  );
  t.mock.timers.tick(0);
  touch.soon();
  t.mock.timers.tick(1000);
  assert.equal(open.length, 1, "one exchange at a time");
  open[0]({ state: "done" });
  await settle();
  t.mock.timers.tick(1000);
  assert.equal(open.length, 2);
  open[1]({ state: "busy" });
  await settle();
  t.mock.timers.tick(5000);
  assert.equal(open.length, 3, "another tab is not waited for five minutes");
  touch.stop();
});
