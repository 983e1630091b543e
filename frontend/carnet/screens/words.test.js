import assert from "node:assert/strict";
import test from "node:test";
import { deviceName, leftBehind, waiting, weight } from "./words.js";

test("what waits is counted with its rounds, each by its name", () => {
  const said = (entries, dueRounds, duePhotos = 0) =>
    waiting({
      counts: { due: entries },
      dueRounds,
      duePhotos,
      due: entries + dueRounds + duePhotos,
    });
  assert.equal(said(1, 1), "1 saisie et 1 tournée en attente");
  assert.equal(said(3, 0), "3 saisies en attente");
  assert.equal(said(0, 2), "2 tournées en attente");
  assert.equal(said(1, 1, 2), "1 saisie, 1 tournée et 2 photos en attente");
  assert.equal(said(0, 0), "");
});

test("leaving says what will go apart from what is to be finished, in agreement", () => {
  const said = (held, dueRounds = 0) => {
    const counts = { due: 0, draft: 0, refused: 0, conflict: 0, locked: 0, ...held };
    return leftBehind({ counts, dueRounds, duePhotos: 0, due: counts.due + dueRounds });
  };
  assert.deepEqual(said({}), []);
  assert.match(
    said({ due: 1 })[0],
    /^1 saisie n’est pas envoyée\. Elle reste chiffrée .* partira /,
  );
  assert.match(said({ due: 1 }, 1)[0], /^1 saisie et 1 tournée ne sont pas envoyées\. Elles /);
  assert.deepEqual(said({ draft: 1, refused: 1, conflict: 1 }), [
    "À reprendre à votre retour, sur ce même téléphone : 1 brouillon et 2 saisies à régler.",
  ]);
  assert.equal(said({ due: 2, draft: 1 }).length, 2);
});

test("a weight takes the unit that keeps it short, and does not break from it", () => {
  const said = [12, 18_400, 1_240_000, 10_738_600_000].map(weight);
  assert.deepEqual(said, ["1 ko", "18 ko", "1,2 Mo", "10,7 Go"]);
});

test("a device is called by its kind and by a mark that tells it from the others", () => {
  const said = (agent) => deviceName(agent, () => 0.5);
  const android = "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 Chrome/126.0";
  assert.equal(said(`${android} Mobile Safari/537.36`), "Téléphone Android M5");
  assert.equal(said(`${android} Safari/537.36`), "Tablette Android M5");
  assert.equal(said("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X)"), "iPhone M5");
  assert.equal(said("Mozilla/5.0 (X11; Linux x86_64)"), "Ordinateur M5");
  const names = Array.from({ length: 50 }, () => deviceName(android));
  assert.ok(new Set(names).size > 10);
  for (const name of names) assert.match(name, / [A-Y][2-9]$/);
});
