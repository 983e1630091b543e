import assert from "node:assert/strict";
import test from "node:test";
import { notebook } from "../histories/notebook.js";
import { alone } from "./alone.js";

function locks() {
  let held = false;
  return {
    async request(_name, _options, work) {
      if (held) return work(null);
      held = true;
      try {
        return await work({});
      } finally {
        held = false;
      }
    },
  };
}

for (const [how, made] of [
  ["with Web Locks", locks],
  ["with a lease", () => null],
]) {
  test(`one at a time, ${how}`, async () => {
    const { storage, clock } = await notebook();
    const options = { locks: made(), now: clock.now };
    let inner;
    const outer = await alone(
      storage,
      async () => {
        inner = await alone(storage, async () => "twice", options);
        return "once";
      },
      options,
    );
    assert.deepEqual([outer, inner], [{ ran: true, value: "once" }, { ran: false }]);
    assert.equal((await alone(storage, async () => 3, options)).value, 3);
  });
}

test("the lease of a tab that was killed expires, and so does one from the future", async () => {
  const { storage, clock } = await notebook();
  const options = { locks: null, now: clock.now };
  alone(storage, () => new Promise(() => {}), options);
  assert.equal((await alone(storage, async () => 1, options)).ran, false);
  clock.pass(61_000);
  assert.equal((await alone(storage, async () => 1, options)).ran, true);
  clock.pass(365 * 86_400_000);
  alone(storage, () => new Promise(() => {}), options);
  await new Promise((resolve) => setTimeout(resolve, 20));
  clock.pass(-365 * 86_400_000);
  assert.equal((await alone(storage, async () => 1, options)).ran, true);
});
