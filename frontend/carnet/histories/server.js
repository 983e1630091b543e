// The way to the real server: questions as JSON lines on the standard output, answers on the
// standard input. The questions of one turn of all histories leave on one line, once the line before
// is answered, so that the other side serves as many as it can together.

import { createInterface } from "node:readline";

// Milliseconds: the longer, the more histories share a line.
const GATHER = Number(process.env.CARNET_GATHER ?? 15);
const waiting = new Map();
let asked = 0;
let turn = [];
let away = false;

function leave() {
  process.stdout.write(`${JSON.stringify(turn)}\n`);
  turn = [];
  away = true;
}

/** Ask the server something; resolved with its answer. */
export function ask(question) {
  asked += 1;
  const number = asked;
  if (!turn.length && !away) setTimeout(leave, GATHER);
  turn.push({ ...question, number });
  return new Promise((resolve) => waiting.set(number, resolve));
}

/** Listen to answers; resolved when the other side closes. */
export async function listen() {
  for await (const line of createInterface({ input: process.stdin })) {
    for (const { number, ...answer } of JSON.parse(line)) {
      waiting.get(number)(answer);
      waiting.delete(number);
    }
    away = false;
    if (turn.length) setTimeout(leave, GATHER);
  }
}
