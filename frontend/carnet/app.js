// The notebook: opens the phone, draws the screen the address names, and keeps in touch.

import { render } from "../vendor/lit-html.js";
import { createBook, createDayOf, onlyDrafts, tally, toSettle } from "./book.js";
import { followSun } from "./night.js";
import { arrivalScreen, lockScreen, preparingScreen, unsafeScreen } from "./screens/door.js";
import { announce, html, icon, nothing, toTitle } from "./screens/pieces.js";
import { count, lasting, time, waiting } from "./screens/words.js";
import { createSession } from "./session.js";
import { askToPersist } from "./store/quota.js";
import { lockWhenLeft, VaultError } from "./store/vault.js";
import { createEngine, keepInTouch } from "./sync/engine.js";
import { createTransport } from "./sync/transport.js";
import { watchUpdates } from "./updates.js";

const config = JSON.parse(document.getElementById("carnet-config").textContent);
icon.sprite = config.sprite;
document.body.append(announce.region);

const SCREENS = {
  "": () => import("./screens/home.js"),
  consigner: () => import("./screens/entry.js"),
  saisie: () => import("./screens/entry.js"),
  saisies: () => import("./screens/entries.js"),
  alerte: () => import("./screens/alert.js"),
  conflit: () => import("./screens/conflict.js"),
  tournee: () => import("./screens/round.js"),
  reglages: () => import("./screens/settings.js"),
};
const TABS = [
  ["", "house", "Accueil"],
  ["consigner", "plus-lg", "Consigner"],
  ["saisies", "journal-text", "Saisies"],
  ["tournee", "person-walking", "Tournée"],
  ["reglages", "gear", "Téléphone"],
];

const TOAST = 8000; // ms

const root = document.getElementById("carnet");
root.replaceChildren();
if (!isSecureContext) {
  render(unsafeScreen().view(), root);
  await new Promise(() => {}); // nothing below can work
}
let service = { dispositifs: [] };
const dayOf = createDayOf(() => service);
const session = await createSession(config, { dayOf, told: () => changed() });

let book = null;
let screen = null;
let route = "";
let opening = 0;
let outcome = null;
let toast = null;
let touch = null;
let stopLocking = () => {};
let clock = 0;
let foot = null;
let counting = 0;

const where = () => {
  const [path, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const [name, id] = path.split("/");
  return {
    name,
    params: { ...Object.fromEntries(new URLSearchParams(query)), ...(id ? { id } : {}) },
  };
};

// --- what is drawn

function syncState() {
  if (!book.lists.register.length) return ["soft", "clock", "préparation"];
  const { due = 0, counts } = book;
  const mine = toSettle(counts);
  const away = outcome && !["done", "busy"].includes(outcome.state);
  if (outcome?.state === "unknown") return ["danger", "exclamation-triangle", "à réassocier"];
  if (due) return [away ? "attention" : "soft", away ? "cloud-slash" : "clock", waiting(book)];
  if (onlyDrafts(counts)) return ["soft", "pencil", count(mine, "brouillon"), "saisies?vue=regler"];
  if (mine) return ["attention", "exclamation-triangle", `${mine} à régler`, "saisies?vue=regler"];
  return away ? ["soft", "cloud-slash", "hors réseau"] : ["done", "cloud-check", "tout est envoyé"];
}

function bar() {
  const [tone, symbol, words, to = "reglages"] = syncState();
  const round = book.running?.content;
  return html`<header class="bar">
    <span class="bar-round">${
      round
        ? html`<strong>${time(round.started_at)}</strong> ▸ en tournée ${lasting((Date.now() - Date.parse(round.started_at)) / 60_000)}`
        : book.member.structure
    }</span>
    <a class="bar-sync" data-tone=${tone} href="#/${to}">${icon(symbol)}<span role="status">${words}</span></a>
  </header>`;
}

function tabs() {
  const mine = toSettle(book.counts);
  const tone = onlyDrafts(book.counts) ? "soft" : "danger";
  return html`<nav class="tabs" aria-label="Carnet">
    ${TABS.map(
      ([
        name,
        symbol,
        label,
      ]) => html`<a href="#/${name}" aria-current=${name === route ? "page" : nothing}>
        ${icon(symbol)}<span>${label}</span>${
          name === "saisies" && mine
            ? html`<span class="badge" data-tone=${tone}><span class="visually-hidden">à régler : </span>${mine}</span>`
            : nothing
        }</a>`,
    )}
  </nav>`;
}

// Always there, empty or not: readers only hear what changes in a region they know.
const spoken = () =>
  html`<div class="said" role="status">${
    toast
      ? html`<div class="toast"><span>${toast.words}</span>${
          toast.action
            ? html`<button @click=${toast.action.act}>${toast.action.label}</button>`
            : nothing
        }</div>`
      : nothing
  }</div>`;

/** What stands above the foot goes by its height: large letters, something just said. */
function measured(element) {
  const tell = () => root.style.setProperty("--foot", `${element.offsetHeight}px`);
  new ResizeObserver(tell).observe(element);
  return element;
}

function draw() {
  if (!screen) return;
  document.title = `${screen.title} · Carnet`;
  render(
    html`${book ? bar() : nothing}<main class="screen" id="contenu">${screen.view()}</main><div class="foot">${spoken()}${book ? tabs() : nothing}</div>`,
    root,
  );
  if (!foot) foot = measured(root.querySelector(".foot"));
  root.removeAttribute("aria-busy");
}

// --- where one is

async function show(made, focus = true) {
  screen?.close?.();
  screen = await made;
  draw();
  clearInterval(clock);
  if (screen.every) clock = setInterval(draw, screen.every);
  if (focus) toTitle();
}

async function navigate({ focus = true } = {}) {
  if (!book) return;
  const { name, params } = where();
  if (!book.lists.register.length) return show(preparingScreen(outcome, book.sync), focus);
  const number = ++opening;
  route = Object.hasOwn(SCREENS, name) ? name : "";
  const load = SCREENS[route];
  if (["saisie", "conflit", "alerte"].includes(route)) route = "saisies";
  const made = await (await load()).open(book, params, draw);
  if (number !== opening) return made.close?.();
  await show(made, focus);
}

function go(hash, again = false) {
  if (location.hash === hash || (hash === "#/" && !location.hash)) return navigate();
  if (again) {
    history.replaceState(null, "", hash);
    return navigate();
  }
  location.hash = hash;
}

function say(words, action = null) {
  clearTimeout(toast?.timer);
  const shown = { words };
  const dismiss = () => {
    if (toast === shown) toast = null;
    draw();
  };
  // Not taken away from whoever has just reached its button with the keyboard.
  const fade = () => {
    if (root.querySelector(".toast :focus-visible")) shown.timer = setTimeout(fade, TOAST);
    else dismiss();
  };
  shown.timer = setTimeout(fade, TOAST);
  const act = () => {
    dismiss();
    return action.act();
  };
  if (action) shown.action = { label: action.label, act };
  toast = shown;
  draw();
}

// A thousand receipts are a thousand writes: they are counted and drawn together.
function changed() {
  if (!counting) counting = setTimeout(countAgain, 120);
}

async function countAgain() {
  counting = 0;
  if (!book) return;
  const held = book;
  Object.assign(held, await tally(held));
  if (book === held) draw();
}

// --- opening and leaving

async function opened() {
  const held = session.book;
  book = createBook(held, {
    now: Date.now,
    dayOf,
    hold: (fresh) => {
      service = fresh;
    },
  });
  const transport = createTransport({
    api: config.api,
    version: config.version,
    token: () => held.token,
    waiting: async () => (await tally(held)).due,
    conflicts: async () => (await tally(held)).counts.conflict,
  });
  const engine = createEngine({ ...held, transport, onWipe: wiped });
  Object.assign(book, { engine, go, say, version: config.version });
  book.soon = () => touch?.soon();
  book.sync = async () => heard(await engine.sync());
  book.lock = lockNow;
  book.leave = leave;
  book.update = null;
  await book.reload({ reference: true });
  promise(book);
  outcome = await engine.last();
  touch = keepInTouch(engine, { done: heard });
  stopLocking = lockWhenLeft(session.vault, { locked: lockNow });
  await navigate();
}

// Firefox asks the person, and answers when they do, or never: the notebook opens meanwhile.
async function promise(held) {
  held.persisted = await askToPersist();
  if (book === held) draw();
}

async function heard(result) {
  outcome = result;
  const held = book;
  if (!held || result.state === "wiped") return;
  const wasReady = held.lists.register.length > 0;
  if (result.state === "done") await held.forgetOld();
  await held.reload({ reference: true });
  if (book !== held) return;
  // A screen is never made anew under the thumb: it reads its lists again, if it has some.
  if (!wasReady) await navigate({ focus: held.lists.register.length > 0 });
  await screen?.reload?.();
  if (book !== held) return;
  draw();
  if (session.vault.state === "open" && book.service.structure?.pin && !session.vault.hasPin) {
    await askAgain("Votre structure demande maintenant un code pour ouvrir le carnet.");
  }
}

function close() {
  touch?.stop();
  stopLocking();
  clearInterval(clock);
  book = null;
}

async function askAgain(why = "") {
  close();
  await show(arrivalScreen(session, { signIn: config.signIn, opened, refresh: draw, why }));
}

function lockNow() {
  if (session.lock() === "open") return;
  close();
  show(lockScreen(session, { opened, closed: askAgain, refresh: draw }));
}

async function leave() {
  const held = session;
  close();
  await held.leave();
  location.hash = "";
  await askAgain();
}

async function wiped() {
  close();
  await session.forgetAll();
  await askAgain(
    "Ce téléphone a été coupé depuis le bureau : ce qu’il gardait a été remis à votre coordination, puis effacé.",
  );
}

// --- begin

// Closed under way (PIN, logout): what was being done stops there, and goes on when it opens again.
addEventListener("unhandledrejection", (event) => {
  if (event.reason instanceof VaultError && event.reason.code === "locked") event.preventDefault();
});
addEventListener("hashchange", () => navigate());
const look = followSun({ place: () => book?.communes.find(({ lat }) => lat != null) });
setInterval(look, 60_000);
watchUpdates(config, (install) => {
  if (!book) return install();
  book.update = install;
  say("Une nouvelle version est prête.", { label: "Installer", act: install });
});

switch (await session.start()) {
  case "open":
    await opened();
    break;
  case "locked":
    await show(lockScreen(session, { opened, closed: askAgain, refresh: draw }));
    break;
  default:
    await askAgain();
}
