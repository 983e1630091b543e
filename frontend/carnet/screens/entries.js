// My entries: today, this week, what has still to leave, and what waits for me.

import { onlyDrafts, TO_SETTLE, toSettle } from "../book.js";
import { latestFirst, startOf } from "../store/records.js";
import { summary } from "../store/rounds.js";
import { empty, heading, html, icon, nothing } from "./pieces.js";
import { count, day, lasting, STATES, time, waiting } from "./words.js";

const VIEWS = {
  jour: "Aujourd’hui",
  semaine: "Semaine",
  attente: "En attente",
  regler: "À régler",
};
const NOTHING = {
  jour: ["Rien aujourd’hui", "Ce que vous consignez apparaît ici, envoyé ou non."],
  semaine: ["Rien cette semaine", "Ce que vous consignez apparaît ici, envoyé ou non."],
  attente: ["Rien en attente", "Ce que vous avez consigné est envoyé."],
  regler: ["Tout est réglé", "Ni brouillon, ni refus, ni double version."],
};

/** One entry in a list. */
export const entryRow = (book, item) => {
  const { content, state, id } = item;
  const register = book.lists.register.find(({ code }) => code === content.register);
  const facts = [
    register?.short ?? register?.label,
    content.duration ? lasting(content.duration) : "",
    content.people ? count(content.people, "personne") : "",
    item.cancelled ? "annulée au bureau" : "",
  ];
  const to = state === "conflict" ? `#/conflit/${id}` : `#/saisie/${id}`;
  return html`<li><a class="row row-entry" href=${to}>${told(item, book.placeName(content.place), facts)}</a></li>`;
};

/** When, where or what, then the facts and the state on the same line when there is room. */
const told = ({ content, state }, title, facts) => {
  const { label, icon: symbol, tone } = STATES[state];
  return html`<span class="row-time">${time(startOf(content))}</span>
    <span>
      <span class="row-title">${title}</span>
      <span class="row-under">
        <span class="row-facts">${facts.filter(Boolean).join(" · ")}</span>
        <span class="state" data-tone=${tone}>${icon(symbol)}<span>${label}</span></span>
      </span>
    </span>`;
};

/** A round the server has still to hear of. */
const roundRow = (item) => {
  const { minutes, stops } = summary(item.content);
  const facts = [
    item.content.ended_at ? lasting(minutes) : "en cours",
    stops.length ? count(stops.length, "passage") : "",
  ];
  return html`<li class="row row-entry">${told(item, "Tournée", facts)}</li>`;
};

/** The entries of each day, the last day first. */
function byDay(items) {
  const days = [...new Set(items.map((item) => item.day))].sort().reverse();
  return days.map((one) => [one, items.filter((item) => item.day === one)]);
}

/** An alert: what it is about, and what became of it once somebody has it. */
const alertRow = (book, item) => {
  const { content, state, id, news } = item;
  const category = book.lists.alert_categories.find(({ code }) => code === content.category);
  const facts = [
    "alerte",
    content.danger ? "danger" : "",
    state === "sent" && news ? news.said : "",
    item.photoRefused ? "photo refusée" : "",
    book.placeName(content.place),
  ];
  const to = state === "conflict" ? `#/conflit/${id}` : `#/alerte/${id}`;
  const title = category?.short ?? category?.label ?? "Alerte";
  return html`<li><a class="row row-entry" href=${to}>${told(item, title, facts)}</a></li>`;
};

const rowOf = (book, item) => {
  if ("stops" in item.content) return roundRow(item);
  return "seen_at" in item.content ? alertRow(book, item) : entryRow(book, item);
};

/** The alerts that are settled themselves, but for a photo. */
const sentWithRefusedPhotos = async (alerts) =>
  (await alerts.withRefusedPhotos())
    .filter(({ state }) => !TO_SETTLE.includes(state))
    .map((item) => ({ ...item, photoRefused: true }));

/** What a view lists, the latest begun first. */
async function listed(book, vue) {
  const { entries, alerts, rounds } = book;
  const today = book.today();
  const since = (day) => [entries.between(day, today), alerts.between(day, today)];
  const views = {
    jour: () => since(today),
    semaine: () => since(book.daysBefore(today, 6)),
    attente: () => [entries, alerts, rounds].map(({ records }) => records.due()),
    regler: () => [
      ...TO_SETTLE.flatMap((state) => [entries.inState(state), alerts.inState(state)]),
      sentWithRefusedPhotos(alerts),
    ],
  };
  return (await Promise.all(views[vue]())).flat().sort(latestFirst);
}

/** @param {{vue?: "jour"|"semaine"|"attente"|"regler"}} params */
export async function open(book, params, _refresh) {
  const vue = Object.hasOwn(VIEWS, params.vue ?? "") ? params.vue : "jour";
  let items;

  async function reload() {
    items = await listed(book, vue);
  }
  await reload();

  const badges = () => ({ attente: book.due, regler: toSettle(book.counts) });
  const tone = (code) => (code === "attente" || onlyDrafts(book.counts) ? "soft" : "danger");
  // A view that is empty most of the time comes when it has something, and stays while one is there.
  const offered = () =>
    Object.entries(VIEWS).filter(([code]) => code !== "attente" || book.due || vue === code);
  const lead = () => {
    const mine = toSettle(book.counts) ? `${count(toSettle(book.counts), "saisie")} à régler` : "";
    return `${[waiting(book), mine].filter(Boolean).join(", ") || "Tout est envoyé"}.`;
  };

  return {
    title: "Mes saisies",
    reload,
    view: () => html`
      ${heading("Mes saisies", lead())}
      <nav class="views" aria-label="Quelles saisies">
        ${offered().map(
          ([code, label]) =>
            html`<a class="button ${code === vue ? "button-main" : ""}" href="#/saisies?vue=${code}" aria-current=${code === vue ? "page" : nothing}><span>${label}</span>${badges()[code] ? html` <span class="badge" data-tone=${tone(code)}>${badges()[code]}</span>` : nothing}</a>`,
        )}
      </nav>
      ${
        items.length
          ? byDay(items).map(
              ([one, held]) => html`<h2 class="section">${day(one)}</h2>
                <ul class="list">${held.map((item) => rowOf(book, item))}</ul>`,
            )
          : empty(...NOTHING[vue])
      }`,
  };
}
