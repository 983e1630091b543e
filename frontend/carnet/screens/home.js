// The home of a shift: write an entry, the places of the last days, and how the round goes.

import { empty, heading, html, icon, nothing, notice } from "./pieces.js";
import { unfinished } from "./unfinished.js";
import { count, lasting, moment, time } from "./words.js";

const PLACES = 6;

/** The screen of the notebook when it opens. */
export async function open(book) {
  const { entries, now } = book;
  let round;
  let overdue;
  let ofToday;
  let alertsOfToday;
  let places;

  async function reload() {
    const today = book.today();
    [round, overdue, ofToday, alertsOfToday] = await Promise.all([
      book.rounds.running(),
      book.rounds.overdue(),
      entries.between(today, today),
      book.alerts.between(today, today),
    ]);
    places = book.places(PLACES);
  }
  await reload();

  const placeRow = (place) => html`
    <li>
      <a class="row row-place" href="#/consigner?lieu=${encodeURIComponent(place.label)}">
        <span class="row-time">${icon("geo-alt")}</span>
        <span class="row-title">${place.label}</span>
        <small>${place.uses > 1 ? `${place.uses} fois` : ""}</small>
      </a>
    </li>`;

  const late = () =>
    notice(
      "attention",
      overdue.length > 1
        ? `${count(overdue.length, "tournée")} à terminer.`
        : `La tournée du ${moment(overdue[0].content.started_at)} est à terminer.`,
      html`<p class="actions"><a class="button" href="#/tournee">Indiquer ${overdue.length > 1 ? "leur" : "sa"} fin</a></p>`,
    );

  return {
    title: "Accueil",
    reload,
    view: () => html`
      ${heading(`Bonjour, ${book.member.name}`, book.member.structure)}
      ${overdue.length ? late() : nothing}
      <p><a class="button button-main button-wide" href="#/consigner">${icon("plus-lg")}Consigner</a></p>
      ${unfinished(book)}
      <p class="actions">
        <a class="button" href="#/tournee">${icon("person-walking")}${
          round
            ? `En tournée depuis ${time(round.content.started_at)}, ${lasting((now() - Date.parse(round.content.started_at)) / 60_000)}`
            : "Commencer une tournée"
        }</a>
        <a class="button" href="#/alerte">${icon("bell")}Donner une alerte</a>
        ${
          ofToday.length
            ? html`<a class="button" href="#/consigner?comme=derniere">${icon("copy")}Comme la dernière</a>`
            : nothing
        }
      </p>
      <h2 class="section">Récents</h2>
      ${
        places.length
          ? html`<ul class="list">${places.map(placeRow)}</ul>`
          : empty(
              "Aucun lieu pour l’instant",
              "Les lieux où vous consignez reviendront ici, le plus fréquent en premier.",
            )
      }
      <h2 class="section">Aujourd’hui</h2>
      <p class="figures">${
        ofToday.length
          ? html`<a href="#/saisies">${count(ofToday.length, "saisie")}</a>, ${count(
              ofToday.reduce((sum, item) => sum + (item.content.people ?? 0), 0),
              "personne",
            )}.`
          : "Rien de consigné pour l’instant."
      }${alertsOfToday.length ? html` <a href="#/saisies">${count(alertsOfToday.length, "alerte")}</a>.` : nothing}</p>`,
  };
}
