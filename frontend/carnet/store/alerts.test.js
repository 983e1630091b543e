import assert from "node:assert/strict";
import test from "node:test";
import { alert, entry, notebook, transport } from "../histories/notebook.js";
import { createEngine } from "../sync/engine.js";
import { Failure } from "../sync/transport.js";

const JPEG = () => new Blob(["une photo"], { type: "image/jpeg" });
const engineOf = (book, network, more = {}) =>
  createEngine({ ...book, transport: network, locks: null, now: book.clock.now, ...more });
const named = (network, name) => network.log.filter((call) => call.name === name);

/** An alert with a photo, as the screen leaves it. */
async function given(book, changes) {
  const { id } = await book.alerts.save(alert(changes), { draft: true });
  const photo = await book.photos.add(id, JPEG());
  await book.alerts.give(alert(changes), { id });
  return { id, photo };
}

test("an alert and its photo are kept sealed", async () => {
  const book = await notebook();
  const { id, photo } = await given(book, { note: "Cage sombre" });
  for (const [store, key, words] of [
    ["alerts", id, "sombre"],
    ["photos", photo, "photo"],
  ]) {
    const { sealed } = await book.storage.get(store, key);
    assert.ok(!Buffer.from(sealed.data).includes(words));
  }
  assert.equal(await (await book.photos.file(photo)).text(), "une photo");
});

test("an alert leaves before entries, its photo once the server has it, and both once", async () => {
  const book = await notebook();
  await book.entries.save(entry());
  const { id, photo } = await given(book);
  const network = transport();
  const engine = engineOf(book, network);
  await engine.sync();
  await engine.sync();
  const order = network.log.map(({ name }) => name).filter((name) => name.startsWith("send"));
  assert.deepEqual(order, ["sendAlerts", "sendEntries", "sendPhoto"]);
  const [call] = named(network, "sendPhoto");
  assert.deepEqual([call.sent, call.more[0]], [id, photo]);
  assert.equal(await book.photos.countDue(), 0);
  assert.equal(await book.photos.file(photo), null, "what the desk has leaves the phone");
  assert.deepEqual(
    (await book.photos.of(id)).map(({ state }) => state),
    ["sent"],
  );
});

test("a draft and its photos stay home; thrown away, they can be taken back", async () => {
  const book = await notebook();
  const { id } = await book.alerts.save(alert(), { draft: true });
  const photo = await book.photos.add(id, JPEG());
  const network = transport();
  await engineOf(book, network).sync();
  assert.deepEqual(named(network, "sendAlerts"), []);
  assert.deepEqual(named(network, "sendPhoto"), []);
  const taken = await book.alerts.discard(id);
  assert.equal(await book.alerts.read(id), null);
  assert.equal(await book.photos.file(photo), null);
  await book.photos.putBack(taken);
  assert.equal(await (await book.photos.file(photo)).text(), "une photo");
});

test("an alert the server refuses keeps its photos, and both go once it is mended", async () => {
  const book = await notebook();
  const { id } = await given(book);
  const invalid = ([{ id: of }]) => ({
    receipts: [{ id: of, status: "invalid", errors: { category: ["Inconnue."] } }],
  });
  const refusing = transport({ sendAlerts: invalid });
  await engineOf(book, refusing).sync();
  assert.deepEqual(named(refusing, "sendPhoto"), []);
  const held = await book.alerts.read(id);
  assert.deepEqual([held.state, held.reasons.category], ["refused", ["Inconnue."]]);
  await book.alerts.give(alert({ category: "tags" }), { id, from: held.content });
  const network = transport();
  await engineOf(book, network).sync();
  assert.equal(named(network, "sendPhoto").length, 1);
});

test("a photo the server refuses says why, and tries again with the next correction", async () => {
  const book = await notebook();
  const { id, photo } = await given(book);
  const refusing = transport({
    sendPhoto: () => {
      throw new Failure("refused", "Ce fichier est vide.");
    },
  });
  await engineOf(book, refusing).sync();
  const [row] = await book.photos.of(id);
  assert.deepEqual([row.state, row.reason, row.due], ["refused", "Ce fichier est vide.", 2]);
  assert.ok(await book.photos.file(photo), "nothing is lost");
  assert.deepEqual(
    (await book.alerts.withRefusedPhotos()).map((each) => each.id),
    [id],
  );
  const { content } = await book.alerts.read(id);
  await book.alerts.give({ ...content, note: "mieux" }, { id, from: content });
  await engineOf(book, transport()).sync();
  assert.equal((await book.photos.of(id))[0].state, "sent");
});

for (const [code, detail] of [
  ["offline", ""],
  ["refused", ""],
  ["crashed", "erreur"],
]) {
  test(`${code}${detail ? "" : ", without a word of ours"}: the photo waits`, async () => {
    const book = await notebook();
    await given(book);
    const failing = transport({
      sendPhoto: () => {
        throw new Failure(code, detail);
      },
    });
    await engineOf(book, failing).sync();
    assert.equal(await book.photos.countDue(), 1);
    await engineOf(book, transport()).sync();
    assert.equal(await book.photos.countDue(), 0);
  });
}

test("what became of an alert comes back to the one who gave it", async () => {
  const book = await notebook();
  const { id } = await given(book);
  await engineOf(book, transport()).sync();
  const news = { state: "in_charge", said: "prise en charge", addressee: "Astreinte", at: "x" };
  const feed = {
    since: "2",
    entries: [],
    cancelled: [],
    alerts: [
      { id, ...news },
      { id: "ailleurs", ...news },
    ],
  };
  await engineOf(book, transport({ entriesSince: () => feed })).sync();
  assert.deepEqual((await book.alerts.read(id)).news, news);
  assert.equal(await book.alerts.read("ailleurs"), null);
});

test("what was sent long ago leaves with what is left of its photos; what waits does not", async () => {
  const book = await notebook();
  const { id } = await given(book);
  const failing = transport({
    sendPhoto: () => {
      throw new Failure("offline");
    },
  });
  await engineOf(book, failing).sync();
  await book.alerts.forgetBefore("2026-04-30");
  assert.ok(await book.alerts.read(id), "its photo has still to leave");
  assert.equal(await book.photos.countDue(), 1);
  const network = transport();
  await engineOf(book, network).sync();
  assert.equal(named(network, "sendPhoto")[0].sent, id);
  await book.alerts.forgetBefore("2026-04-30");
  assert.deepEqual(await book.photos.all(), []);
});

test("a photo on its way cannot be taken back as if it had not left", async () => {
  const book = await notebook();
  const { id, photo } = await given(book);
  let removed;
  const slow = transport({
    sendPhoto: async () => {
      removed = await book.photos.remove(photo);
      throw new Failure("offline");
    },
  });
  await engineOf(book, slow).sync();
  assert.equal(removed, false);
  assert.equal(await book.photos.countDue(), 1, "it is sent again: it may have arrived");
  await engineOf(book, transport()).sync();
  assert.equal(await book.photos.remove(photo), false);
  assert.equal((await book.photos.of(id)).length, 1);
});

test("a correction that cannot be given is dropped, and what the server has is shown", async () => {
  const book = await notebook();
  const { id } = await given(book);
  await engineOf(book, transport()).sync();
  const { content } = await book.alerts.read(id);
  await book.alerts.give({ ...content, note: "trop tard" }, { id, from: content });
  const closed = ([{ id: of }]) => ({
    receipts: [{ id: of, status: "invalid", version: 1, errors: { id: ["Close."] } }],
  });
  await engineOf(book, transport({ sendAlerts: closed })).sync();
  assert.equal((await book.alerts.counts()).refused, 1);
  await book.alerts.giveUp(id);
  const item = await book.alerts.read(id);
  assert.deepEqual([item.state, item.content.note, item.reasons], ["sent", "", {}]);
});

test("an answer that is not our server's wipes no photo", async () => {
  const book = await notebook();
  await given(book);
  const portal = transport({
    sendAlerts: () => {
      throw new Failure("revoked");
    },
    lastPhoto: () => {
      throw new Failure("too-big");
    },
  });
  assert.equal((await engineOf(book, portal).sync()).state, "revoked");
  assert.equal((await book.photos.all()).length, 1);
});

test("a revoked phone hands in its alerts, drafts too, then their photos, then nothing is left", async () => {
  const book = await notebook();
  const { id, photo } = await given(book);
  const { id: draft } = await book.alerts.save(alert({ note: "à finir" }), { draft: true });
  await book.photos.add(draft, JPEG());
  const revoked = () => {
    throw new Failure("revoked");
  };
  const network = transport({ sendAlerts: revoked });
  const outcome = await engineOf(book, network).sync();
  assert.equal(outcome.state, "wiped");
  const [words] = named(network, "lastWords");
  assert.deepEqual(words.sent.alerts.map((each) => each.id).sort(), [id, draft].sort());
  const last = named(network, "lastPhoto");
  assert.deepEqual(last.map((call) => call.sent).sort(), [id, draft].sort());
  assert.ok(last.some((call) => call.more[0] === photo));
  assert.deepEqual(await book.photos.all(), []);
  assert.deepEqual(await book.alerts.records.all(), []);
});

test("given again under a number of its own, an alert takes its photos", async () => {
  const book = await notebook();
  const { id } = await given(book);
  const gone = ([{ id: of }]) => ({ receipts: [{ id: of, status: "conflict" }] });
  await engineOf(book, transport({ sendAlerts: gone })).sync();
  const copy = await book.alerts.copyAsNew(id);
  assert.equal(await book.alerts.read(id), null);
  const network = transport();
  await engineOf(book, network).sync();
  assert.equal(named(network, "sendPhoto")[0].sent, copy.id);
});
