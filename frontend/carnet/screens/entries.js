// My entries: today, this week, and what waits for me.

import { empty, heading, html, icon, nothing } from "./pieces.js";
import { count, day, lasting, STATES, time } from "./words.js";

const TO_SETTLE = ["conflict", "refused", "locked", "draft"];
const VIEWS = { jour: "Aujourd’hui", semaine: "Semaine", regler: "À régler" };

/** One entry in a list. */
export const entryRow = (book, item) => {
  const { content, state, id } = item;
  const register = book.lists.register.find(({ code }) => code === content.register);
  const shown = STATES[state];
  const facts = [
    register?.short ?? register?.label,
    content.duration ? lasting(content.duration) : "",
    content.people ? count(content.people, "personne") : "",
  ].filter(Boolean);
  return html`<li>
    <a class="row" href=${state === "conflict" ? `#/conflit/${id}` : `#/saisie/${id}`}>
      <span class="row-time">${time(content.started_at)}</span>
      <span>
        <span class="row-title">${book.placeName(content.place)}</span>
        <span class="row-facts">${facts.join(" · ")}</span>
        ${item.cancelled ? html`<span class="row-facts">annulée au bureau</span>` : nothing}
      </span>
      <span class="state" data-tone=${shown.tone}>${icon(shown.icon)}<span>${shown.label}</span></span>
    </a>
  </li>`;
};

/** The entries of each day, the last day first. */
function byDay(items) {
  const days = [...new Set(items.map((item) => item.day))].sort().reverse();
  return days.map((one) => [one, items.filter((item) => item.day === one)]);
}

/** @param {{vue?: "jour"|"semaine"|"regler"}} params */
export async function open(book, { vue = "jour" }, _refresh) {
  let items;
  let counts;

  async function reload() {
    const today = book.today();
    const from = vue === "semaine" ? book.daysBefore(today, 6) : today;
    items =
      vue === "regler"
        ? (await Promise.all(TO_SETTLE.map((state) => book.entries.inState(state)))).flat()
        : await book.entries.between(from, today);
    counts = await book.entries.counts();
  }
  await reload();

  const waiting = () => TO_SETTLE.reduce((sum, state) => sum + counts[state], 0);
  const lead = () => {
    if (counts.due) return `${count(counts.due, "saisie")} en attente d’envoi.`;
    return waiting() ? `${count(waiting(), "saisie")} à régler.` : "Tout est envoyé.";
  };
  const nothingHere = {
    jour: ["Rien aujourd’hui", "Ce que vous consignez apparaît ici, envoyé ou non."],
    semaine: ["Rien cette semaine", "Ce que vous consignez apparaît ici, envoyé ou non."],
    regler: ["Tout est réglé", "Ni brouillon, ni refus, ni double version."],
  }[vue];

  return {
    title: "Mes saisies",
    reload,
    view: () => html`
      ${heading("Mes saisies", lead())}
      <nav class="chips" aria-label="Période">
        ${Object.entries(VIEWS).map(
          ([code, label]) =>
            html`<a class="button ${code === vue ? "button-main" : ""}" href="#/saisies?vue=${code}" aria-current=${code === vue ? "page" : nothing}>${label}${code === "regler" && waiting() ? html` <span class="badge">${waiting()}</span>` : nothing}</a>`,
        )}
      </nav>
      ${
        items.length
          ? byDay(items).map(
              ([one, held]) => html`<h2 class="section">${day(one)}</h2>
                <ul class="list">${held.map((item) => entryRow(book, item))}</ul>`,
            )
          : empty(...nothingHere)
      }`,
  };
}
