// A network that does to requests what networks do: loses them, loses their answer, delivers them
// twice, or much later and in another order. It stands where `fetch` does.

import { ask } from "./server.js";

const LUCK = { well: 60, never: 10, unanswered: 20, twice: 8, late: 6, garbled: 2 };

const answerOf = ({ status, body }) => ({
  ok: status < 400,
  status,
  json: async () => JSON.parse(body ?? "null"),
});

/** @param {{chance: object, history: number}} parts */
export function createNetwork({ chance, history }) {
  const late = [];
  let fair = false;

  const deliver = (request) => ask({ history, ...request });

  const arrivals = {
    well: deliver,
    never: async () => {
      throw new TypeError("network lost");
    },
    async unanswered(request) {
      await deliver(request);
      throw new TypeError("answer lost");
    },
    async twice(request) {
      const answers = await Promise.all([deliver(request), deliver(request)]);
      return answers[chance.below(2)];
    },
    async late(request) {
      late.push(request);
      throw new TypeError("timed out");
    },
    async garbled(request) {
      await deliver(request);
      return { status: 200, body: chance.is(0.5) ? '{"receipts": [' : '{"receipts": []}' };
    },
  };

  return {
    /** The `fetch` of one phone, whose token is in the headers. */
    async fetch(path, { method, headers, body }) {
      const token = headers.Authorization.slice("Bearer ".length);
      const request = { method, path, token, body: body ? JSON.parse(body) : undefined };
      return answerOf(await arrivals[fair ? "well" : chance.weighted(LUCK)](request));
    },

    /** One of the requests that were late arrives; its answer finds nobody. */
    async straggler() {
      const [request] = late.splice(chance.below(late.length), 1);
      if (request) await deliver(request);
    },

    /** Everything late arrives in any order, and from now on nothing is lost. */
    async calm() {
      while (late.length) await this.straggler();
      fair = true;
    },
  };
}
