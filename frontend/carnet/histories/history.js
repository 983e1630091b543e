// One history: a few people, their phones and a desk, and thirty things that happen to them.

import { chance as drawn } from "./chance.js";
import { createLedger, FOLLOWED } from "./ledger.js";
import { createNetwork } from "./network.js";
import { createPhone, DAY, KILLED, MINUTE } from "./phone.js";
import { ask } from "./server.js";

const STEPS = {
  create: 16,
  correct: 16,
  typeSlowly: 10,
  sync: 30,
  syncKilled: 10,
  syncTwice: 2,
  writeWhileSyncing: 8,
  deskCorrects: 16,
  deskCancels: 2,
  deskMends: 2,
  deskCloses: 0.5,
  straggler: 3,
  settle: 6,
  walk: 6,
  alert: 3,
  deskCorrectsAlert: 1,
  week: 1,
  skew: 2,
  signOut: 2,
  revoke: 0.7,
};

const byId = (a, b) => a.id.localeCompare(b.id);

/**
 * Play the history of a seed; resolved with its faults, and what happened for whoever reads them.
 * @param {{seed: number, world: object, slot: number}} parts  `slot` is its place among those played at once
 */
export async function play({ seed, world, slot }) {
  const chance = drawn(seed);
  const history = seed;
  const ledger = createLedger();
  const network = createNetwork({ chance, history });
  const clock = { now: Date.parse(world.now) };
  const begun = clock.now;
  const evening = Date.parse(world.evening) + (slot % world.days) * DAY;
  // A round is dated by the clock of the phone, which the server refuses when it is ahead: rounds
  // are walked on the evening of the entries, a quarter of an hour for an hour and a half.
  const outing = () => evening + (clock.now - begun) / 6;
  const trace = [];
  const few = 1 + chance.below(3);
  // Some evenings are all rounds, so that a pair contradicts itself.
  const outside = chance.is(0.25);
  // Others are all alerts, so that a phone and the desk do.
  const watching = !outside && chance.is(0.15);
  const luck = {
    ...STEPS,
    ...(outside && { walk: 50, sync: 45, settle: 25 }),
    ...(watching && { alert: 60, deskCorrectsAlert: 30, sync: 45, settle: 25 }),
  };
  let made = 0;
  let created = 0;

  // Numbers that tell the history, so that the server's rows can be sorted by history.
  const ids = () => {
    made += 1;
    const own = seed.toString(16).padStart(8, "0");
    return `${own}-0000-4000-8000-${made.toString(16).padStart(12, "0")}`;
  };

  const members = world.members.slice(0, outside || chance.is(0.4) ? 2 : 1).map((member) => ({
    ...member,
    token: (name) => `${member.id}:${seed}:${name}`,
  }));
  const phones = [];
  for (let n = 0; n < 1 + chance.below(2) + (members.length - 1); n += 1) {
    const member = members[n % members.length];
    const name = `${seed}-${n}`;
    phones.push(await createPhone({ name, member, chance, network, ids, clock, outing }));
  }
  const alive = () => phones.filter((phone) => phone.signedIn && !phone.wiped);
  const say = (what, ...more) => trace.push([what, ...more].join(" "));

  function content(phone) {
    const start = evening + chance.below(300) * MINUTE;
    let made = {
      dispositif: world.dispositif,
      mediators: [...new Set([phone.member.id, chance.one(members).id])],
      started_at: new Date(start).toISOString(),
      register: "presence",
      place: { kind: "street", label: "" },
    };
    // A duration is needed; of the others, the first word may come later.
    for (const field of ["duration", ...(chance.is(0.5) ? ["note", "place"] : ["people"])]) {
      made = FOLLOWED[field].set(made, ledger.fresh(field));
    }
    const round = chance.is(0.5) && walks.findLast((walk) => walk.phone === phone);
    if (round) made.round = round.id;
    if (chance.is(0.05)) made.register = "unheard-of";
    if (chance.is(0.03)) made.started_at = new Date(Date.parse(world.now) + DAY).toISOString();
    return made;
  }

  function changed(before) {
    const names = Object.keys(FOLLOWED);
    let after = before;
    for (let n = 0; n < 1 + chance.below(2); n += 1) {
      const field = chance.one(names);
      after = FOLLOWED[field].set(after, ledger.fresh(field));
    }
    if (after.register === "unheard-of") after = { ...after, register: "presence" };
    return after;
  }

  async function somethingOf(phone) {
    const items = await phone.entries.records.all();
    return items.length ? chance.one(items.sort(byId)) : null;
  }

  /** Save what a screen holds; the app may be killed meanwhile, and then nobody knows. */
  async function save(phone, id, from, after, keeper = "entries") {
    if (chance.is(0.05)) phone.light(1 + chance.below(8));
    const options = { id, from: from ?? undefined, draft: chance.is(0.05) };
    const done = await phone.live(() => phone[keeper].save(after, options));
    if (done !== KILLED) {
      phone.light(Number.POSITIVE_INFINITY);
      ledger.wrote(id, from, after, phone.name);
      return;
    }
    await phone.reopen();
    // What was not confirmed on the screen may or may not have been kept; if it was, it counts.
    const item = await phone[keeper].read(id);
    if (item && Object.values(FOLLOWED).some(({ get }) => holds(item, get, from, after))) {
      ledger.wrote(id, from, after, phone.name);
    }
  }

  const holds = (item, get, from, after) =>
    get(after) && get(after) !== (from && get(from)) && get(item.content) === get(after);

  const screens = [];
  const walks = [];

  /** A tap on the round; the app may be killed meanwhile, and then what was kept counts. */
  async function tap(phone, work) {
    if (chance.is(0.08)) phone.light(1 + chance.below(6));
    const done = await phone.live(work);
    if (done === KILLED) await phone.reopen();
    else phone.light(Number.POSITIVE_INFINITY);
    for (const { id, content } of await phone.rounds.records.all()) {
      ledger.walked(id, content, phone.name);
      if (!walks.some((walk) => walk.id === id)) walks.push({ id, phone });
    }
  }

  // Both of a pair said where they were.
  async function settleRound(phone) {
    const [item] = await phone.rounds.records.inState("conflict");
    if (!item?.theirs) return;
    const choices = {};
    for (const field of item.clashes) choices[field] = chance.one(["mine", "theirs"]);
    const done = await phone.rounds.settle(item.id, choices, item.theirs.content);
    say("settle round", phone.name, item.id, JSON.stringify(choices));
    for (const [field, choice] of Object.entries(choices)) {
      if (done.clashes.includes(field)) continue;
      const [mine, theirs] = [item.content, item.theirs.content].map((side) => side[field]);
      const left = [...(item.others[field] ?? []), choice === "mine" ? theirs : mine];
      for (const value of left) ledger.unwalked(item.id, { [field]: value }, done.content);
    }
  }

  const steps = {
    async create(phone) {
      const id = ids();
      created += 1;
      const fresh = content(phone);
      say("create", phone.name, id);
      await save(phone, id, null, fresh);
    },
    async correct(phone) {
      const item = await somethingOf(phone);
      if (!item) return;
      const after = changed(item.content);
      say("correct", phone.name, item.id, item.state, JSON.stringify(after));
      await save(phone, item.id, item.content, after);
    },
    // A round: begun, gone through place by place, ended on its summary, sometimes badly.
    async walk(phone) {
      const round = await phone.rounds.running();
      const place = {
        label: ledger.fresh("stop"),
        kind: chance.is(0.05) ? "unheard-of" : "street",
      };
      if (!round) {
        const team = { dispositif: world.dispositif, mediators: members.map(({ id }) => id) };
        await tap(phone, () => phone.rounds.start({ ...team, planned: [place] }));
      } else if (chance.is(0.1)) {
        await tap(phone, () => phone.rounds.end(round.id));
      } else await tap(phone, () => phone.rounds.arrive(round.id, place));
      say("walks", phone.name, round?.id ?? "anew", place.label);
    },
    // An alert: given, and sometimes corrected from the phone that gave it.
    async alert(phone) {
      const items = await phone.alerts.records.all();
      const old = items.length && chance.is(0.7) ? chance.one(items.sort(byId)) : null;
      const id = old?.id ?? ids();
      const from = old?.content ?? null;
      const at = new Date(evening + chance.below(300) * MINUTE).toISOString();
      const blank = { dispositif: world.dispositif, seen_by: [phone.member.id], seen_at: at };
      let after = from ?? { ...blank, category: "lift", danger: false, note: "" };
      for (const field of from && chance.is(0.5) ? ["note"] : ["note", "place"]) {
        after = FOLLOWED[field].set(after, ledger.fresh(field));
      }
      after = { ...after, category: chance.is(0.05) ? "unheard-of" : "lift" };
      say("alert", phone.name, id, old?.state ?? "anew", JSON.stringify(after));
      await save(phone, id, from, after, "alerts");
    },
    async deskCorrectsAlert() {
      const { body } = await ask({ desk: "alert", history });
      if (!body) return;
      const field = chance.one(["note", "place"]);
      const after = FOLLOWED[field].set(body, ledger.fresh(field));
      if (chance.is(0.3)) await step(); // the desk leaves its page open
      const { saved } = await ask({ desk: "save-alert", history, body: after });
      say("desk, an alert", body.id, saved, JSON.stringify(after));
      if (saved) ledger.wrote(body.id, body, after, "desk");
    },
    // A screen is filled now, and saved after other things have happened.
    async typeSlowly(phone) {
      const open = screens.findIndex((screen) => screen.phone === phone);
      if (open < 0) {
        const item = await somethingOf(phone);
        if (item) screens.push({ phone, id: item.id, from: item.content });
        return;
      }
      const [{ id, from }] = screens.splice(open, 1);
      const after = changed(from);
      say("types", phone.name, id, JSON.stringify(after));
      await save(phone, id, from, after);
    },
    async sync(phone) {
      const outcome = await phone.sync();
      say("sync", phone.name, outcome.state, outcome.sent, outcome.news);
    },
    async syncKilled(phone) {
      phone.light(1 + chance.below(60));
      const outcome = await phone.sync();
      say("sync killed", phone.name, outcome === KILLED ? "killed" : outcome.state);
      if (!phone.wiped) await phone.reopen();
    },
    // Two tabs, and a lease that protected neither.
    async syncTwice(phone) {
      clock.now += 2 * MINUTE;
      const first = phone.sync();
      clock.now += 2 * MINUTE;
      await Promise.all([first, phone.sync()]);
      say("sync twice", phone.name);
    },
    // The tap and the network, at the same time.
    async writeWhileSyncing(phone) {
      const going = phone.sync();
      await steps[chance.one(["correct", "typeSlowly"])](phone);
      const outcome = await going;
      say("meanwhile", phone.name, outcome === KILLED ? "killed" : outcome.state);
    },
    async deskCorrects() {
      const id = await deskPicks();
      const { body } = id ? await ask({ desk: "open", id, history }) : {};
      if (!body) return;
      if (chance.is(0.3)) await step(); // the desk leaves its page open
      const after = changed(body);
      const { saved } = await ask({ desk: "save", history, body: after });
      say("desk", id, saved, JSON.stringify(after));
      if (saved) ledger.wrote(id, body, after, "desk");
    },
    async deskCancels() {
      const id = await deskPicks();
      if (id) await ask({ desk: "cancel", id, history });
      say("desk cancels", id);
    },
    async deskMends() {
      const { aside, body } = await ask({ desk: "aside", history });
      if (!body) return;
      const sound = { ...body, register: "presence", started_at: content(phones[0]).started_at };
      const after = changed(sound);
      const { saved } = await ask({ desk: "mend", history, aside, body: after });
      say("desk mends", body.id, saved, JSON.stringify(after));
      if (saved) ledger.wrote(body.id, body, after, "desk");
    },
    async deskCloses() {
      const day = new Date(evening).toISOString().slice(0, 10);
      await ask({ desk: "close", history, day });
      say("desk closes", day);
    },
    straggler: () => network.straggler(),
    async settle(phone) {
      await settleRound(phone);
      const keeper = watching || chance.is(0.1) ? phone.alerts : phone.entries;
      const [item] = await keeper.inState("conflict");
      if (!item?.theirs) return;
      if (chance.is(0.2)) await steps.sync(phone); // news while one reads
      const choices = {};
      for (const field of item.clashes) choices[field] = chance.one(["mine", "theirs"]);
      const done = await keeper.settle(item.id, choices, item.theirs.content);
      say("settle", phone.name, item.id, JSON.stringify(choices));
      for (const [field, choice] of Object.entries(choices)) {
        if (!FOLLOWED[field] || done.clashes.includes(field)) continue;
        const [mine, theirs] = [item.content, item.theirs.content];
        const only = (side) => ({ [field]: side[field] });
        for (const value of item.others[field] ?? []) {
          ledger.chose(item.id, { [field]: value }, {});
        }
        if (choice === "mine") ledger.chose(item.id, only(theirs), only(mine));
        else ledger.chose(item.id, only(mine), only(theirs));
      }
    },
    async week() {
      clock.now += 7 * DAY;
    },
    async skew(phone) {
      phone.skew = (chance.below(2 * 48) - 48) * 60 * MINUTE;
    },
    async signOut(phone) {
      await phone.signOut();
      say("signs out", phone.name);
      for (let n = screens.length - 1; n >= 0; n -= 1) {
        if (screens[n].phone === phone) screens.splice(n, 1);
      }
    },
    async revoke(phone) {
      await ask({ desk: "revoke", history, token: phone.token });
      say("revoke", phone.name);
    },
  };

  async function deskPicks() {
    const { ids: there } = await ask({ desk: "list", history });
    return there.length ? chance.one(there) : null;
  }

  async function step() {
    clock.now += chance.below(90) * MINUTE;
    for (const phone of phones) {
      if (!phone.signedIn && chance.is(0.4)) await phone.signIn();
    }
    const phone = alive().length ? chance.one(alive()) : null;
    let name = chance.weighted(luck);
    // Few entries, so that people meet on them.
    if (name === "create" && created >= few) name = "correct";
    if (phone || name.startsWith("desk")) await steps[name](phone);
  }

  const length = 4 + chance.below(world.length) + (outside ? 6 : 0);
  for (let n = 0; n < length; n += 1) await step();

  await network.calm();
  for (const phone of phones) if (!phone.signedIn) await phone.signIn();
  for (let pass = 0; pass < 2; pass += 1) {
    for (const phone of phones.filter(({ wiped }) => !wiped)) {
      clock.now += 2 * MINUTE;
      const outcome = await phone.sync();
      say("drain", phone.name, outcome.state, outcome.sent, outcome.news);
    }
  }
  const faults = ledger.faults(await everything(phones, history));
  for (const phone of phones) phone.close();
  return { seed, faults, trace, steps: length };
}

/** Every content that a person can still see, at the desk or on a phone. */
async function everything(phones, history) {
  const { entries, rounds, alerts, aside } = await ask({ desk: "all", history });
  const known = [...entries, ...rounds, ...alerts];
  const server = new Map(known.map((kept) => [kept.id, kept]));
  const places = [...known, ...aside].map((content) => ({ id: content.id, content }));
  const held = [];
  for (const phone of phones.filter(({ wiped }) => !wiped)) {
    const kept = [phone.entries, phone.rounds, phone.alerts];
    const items = await Promise.all(kept.map(({ records }) => records.all()));
    for (const item of items.flat()) {
      held.push({ name: phone.name, item });
      if (item.state === "sent") continue;
      places.push({ id: item.id, content: item.content });
      if (item.theirs) places.push({ id: item.id, content: { ...item.theirs.content } });
      for (const [name, values] of Object.entries(item.others)) {
        for (const value of values) places.push({ id: item.id, content: { [name]: value } });
      }
    }
  }
  return { places, phones: held, server };
}
