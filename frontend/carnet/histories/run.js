// Plays histories FIRST to LAST against the server on the other side of the pipe, many at a time,
// and ends with one line: `{"done": …, "faults": […]}`.
//   node run.js FIRST LAST   (started by tests/carnet/histories.py)

import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { play } from "./history.js";
import { ask, listen } from "./server.js";

const [first, last] = process.argv.slice(2).map(Number);
const AT_ONCE = Number(process.env.CARNET_AT_ONCE ?? 1000);

listen();
const faulty = [];
let done = 0;
let steps = 0;
for (let seed = first; seed <= last; seed += AT_ONCE) {
  const world = await ask({ desk: "open-day" });
  const seeds = Array.from({ length: Math.min(AT_ONCE, last - seed + 1) }, (_, n) => seed + n);
  const played = await Promise.all(seeds.map((own, slot) => play({ seed: own, world, slot })));
  for (const history of played) {
    done += 1;
    steps += history.steps;
    if (history.faults.length) faulty.push(history);
  }
  // The phones of these histories, all at once.
  globalThis.indexedDB = new IDBFactory();
  await ask({ desk: "close-day" });
}

process.stdout.write(`${JSON.stringify({ done, steps, faulty })}\n`);
process.exit(0);
