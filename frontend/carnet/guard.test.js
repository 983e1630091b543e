import assert from "node:assert/strict";
import test from "node:test";
import { warnings } from "./guard.js";

// The notes of tests/core/test_guard.py; the contract file holds more.
const EXPOSING = {
  "Rappeler jean.dupont@example.org demain": "électronique",
  "Son numéro : 06 12 34 56 78": "téléphone",
  "joindre au +33612345678": "téléphone",
  "NIR 1 85 05 59 350 123 45": "sécurité sociale",
  "Mme Durand se plaint du bruit": "nommer",
  "M. Élie attend": "nommer",
  "suivi en psychiatrie": "santé",
  "Dépression évoquée, HÉROÏNOMANE": "santé",
};

for (const [note, word] of Object.entries(EXPOSING)) {
  test(`« ${note} » is noticed`, () => {
    assert.ok(warnings(note).some((sentence) => sentence.includes(word)));
  });
}

for (const note of [
  "",
  "Groupe d'une dizaine de jeunes devant le hall 12, dialogue, départ vers 23 h 30.",
  "Ascenseur en panne depuis 3 jours, bâtiment B, 59000 Lille.",
  "Orientation vers la mission locale ; rendez-vous le 12/03/2026.",
  "Un vihara, un éhandicap : des mots qui en contiennent d'autres.",
]) {
  test(`« ${note} » passes`, () => assert.deepEqual(warnings(note), []));
}
