import assert from "node:assert/strict";
import test from "node:test";
import { createTransport } from "./transport.js";

const transport = (fetch, timeout) =>
  createTransport({
    api: "/api/v1/",
    version: "v9",
    token: () => "ent_x",
    waiting: () => 3,
    fetch,
    timeout,
  });
const answers = (status, body) => async () => new Response(body, { status });
const failure = (code) => (error) => error.code === code;

test("each call says who speaks, what waits and which version it is", async () => {
  let seen;
  const { sendEntries } = transport(async (path, options) => {
    seen = { path, ...options };
    return new Response('{"receipts": []}');
  });
  assert.deepEqual(await sendEntries([{ id: "a" }]), { receipts: [] });
  assert.equal(seen.path, "/api/v1/sync/activities");
  assert.equal(seen.headers.Authorization, "Bearer ent_x");
  assert.equal(seen.headers["X-Carnet-Waiting"], "3");
  assert.equal(seen.headers["X-Carnet-Version"], "v9");
  assert.deepEqual(JSON.parse(seen.body), { entries: [{ id: "a" }] });
});

test("a cursor is written so that an address can carry it", async () => {
  const { entriesSince } = transport(async (path) => new Response(JSON.stringify({ path })));
  assert.equal(
    (await entriesSince("2026-03-12T18:00:00+01:00")).path,
    "/api/v1/carnet/entries?since=2026-03-12T18%3A00%3A00%2B01%3A00",
  );
  assert.equal((await entriesSince(null)).path, "/api/v1/carnet/entries");
});

for (const [status, body, code] of [
  [401, '{"detail": "…", "code": "revoked"}', "revoked"],
  [401, '{"detail": "…", "code": "unknown"}', "unknown"],
  [401, "<html>", "unknown"],
  [403, '{"detail": "…"}', "forbidden"],
  [403, '{"code": "revoked"}', "forbidden"],
  [413, "", "too-big"],
  [422, "{}", "refused"],
  [500, "", "crashed"],
  [502, "<html>", "broken"],
  [200, "<html>portail</html>", "broken"],
]) {
  test(`${status} ${body} is ${code}`, async () => {
    await assert.rejects(transport(answers(status, body)).entriesSince(null), failure(code));
  });
}

test("no network, a cut answer and silence are all the same", async () => {
  const lost = transport(async () => Promise.reject(new TypeError("failed to fetch")));
  await assert.rejects(lost.entriesSince(null), failure("offline"));
  const cut = transport(async () => ({
    ok: true,
    status: 200,
    json: async () => Promise.reject(new TypeError("cut")),
  }));
  await assert.rejects(cut.entriesSince(null), failure("offline"));
  const silent = (_path, { signal }) =>
    new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  await assert.rejects(transport(silent, 5).entriesSince(null), failure("offline"));
});
