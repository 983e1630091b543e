import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import test from "node:test";
import { openMember } from "./database.js";
import { lockWhenLeft, openVault, WRONG_PINS } from "./vault.js";

const SECRET = "A".repeat(43);
const OTHER = `${"B".repeat(42)}A`;
const FAST = { iterations: 10 };
let phones = 0;

async function phone() {
  phones += 1;
  return openMember(7, { scope: `vault${phones}-` });
}

const refusal = (code) => (error) => error.code === code;

test("what is sealed is opened again after the page was closed", async () => {
  const storage = await phone();
  const vault = await openVault(storage, FAST);
  assert.equal(vault.state, "new");
  await vault.enter(SECRET);
  const sealed = await vault.seal({ note: "vu" });
  assert.ok(!Buffer.from(sealed.data).includes("vu"));
  const again = await openVault(storage, FAST);
  assert.equal(again.state, "open");
  assert.deepEqual(await again.open(sealed), { note: "vu" });
});

test("the key cannot be exported", async () => {
  const storage = await phone();
  await (await openVault(storage, FAST)).enter(SECRET);
  const { key } = await storage.get("keys", "data");
  await assert.rejects(crypto.subtle.exportKey("raw", key));
});

test("logged out, only the same member opens it again", async () => {
  const storage = await phone();
  const vault = await openVault(storage, FAST);
  await vault.enter(SECRET);
  const sealed = await vault.seal("queue");
  await vault.forget();
  assert.equal(vault.state, "closed");
  await assert.rejects(vault.open(sealed), refusal("locked"));
  await assert.rejects(vault.enter(OTHER), refusal("foreign"));
  await vault.enter(SECRET);
  assert.equal(await vault.open(sealed), "queue");
});

test("an installation that changed its keys still opens what it sealed", async () => {
  const storage = await phone();
  const vault = await openVault(storage, FAST);
  await vault.enter(SECRET);
  const sealed = await vault.seal("queue");
  await vault.forget();
  await vault.enter(OTHER, { former: [SECRET] });
  await vault.forget();
  await vault.enter(OTHER);
  assert.equal(await vault.open(sealed), "queue");
});

test("with a PIN no key lies about, and the PIN opens", async () => {
  const storage = await phone();
  const vault = await openVault(storage, FAST);
  await vault.enter(SECRET, { pin: "1234" });
  const sealed = await vault.seal("queue");
  assert.equal((await storage.get("keys", "data")).key, undefined);
  const again = await openVault(storage, FAST);
  assert.equal(again.state, "locked");
  await assert.rejects(again.unlock("0000"), refusal("wrong-pin"));
  await again.unlock("1234");
  assert.equal(await again.open(sealed), "queue");
  again.lock();
  assert.equal(again.state, "locked");
});

test("ten wrong PINs forget the key, and the queue stays for its author", async () => {
  const storage = await phone();
  const vault = await openVault(storage, FAST);
  await vault.enter(SECRET, { pin: "1234" });
  const sealed = await vault.seal("queue");
  for (let n = 1; n < WRONG_PINS; n += 1) {
    // Opening the page again gives no new tries.
    const again = await openVault(storage, FAST);
    await assert.rejects(again.unlock("0000"), refusal("wrong-pin"));
  }
  const last = await openVault(storage, FAST);
  await assert.rejects(last.unlock("0000"), refusal("forgotten"));
  await assert.rejects(last.unlock("1234"), refusal("forgotten"));
  await last.enter(SECRET);
  assert.equal(await last.open(sealed), "queue");
});

test("a PIN is changed by who knows it, and is long enough", async () => {
  const vault = await openVault(await phone(), FAST);
  await assert.rejects(vault.enter(SECRET, { pin: "12" }), refusal("short-pin"));
  await vault.enter(SECRET, { pin: "1234" });
  await vault.changePin("1234", "998877");
  await assert.rejects(vault.unlock("1234"), refusal("wrong-pin"));
  await vault.unlock("998877");
});

test("a phone left alone locks itself", async (t) => {
  t.mock.timers.enable({ apis: ["Date", "setInterval"] });
  const vault = { state: "open", hasPin: true, lock: t.mock.fn() };
  const page = new EventTarget();
  page.visibilityState = "visible";
  const stop = lockWhenLeft(vault, { page });
  t.mock.timers.tick(4 * 60_000);
  page.dispatchEvent(new Event("pointerdown"));
  t.mock.timers.tick(4 * 60_000);
  assert.equal(vault.lock.mock.callCount(), 0);
  t.mock.timers.tick(2 * 60_000);
  assert.ok(vault.lock.mock.callCount() > 0);
  stop();
});
