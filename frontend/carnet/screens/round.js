// The round (tournée): start it, stop somewhere with a tap, end it on a summary one confirms.

import { stopAt, summary } from "../store/rounds.js";
import {
  announce,
  choice,
  choices,
  empty,
  heading,
  html,
  icon,
  nothing,
  notice,
  text,
  toTitle,
} from "./pieces.js";
import { ending } from "./round-end.js";
import { mending, troubles } from "./round-mend.js";
import { lasting, moment, time } from "./words.js";

const toggled = (list, code) =>
  list.includes(code) ? list.filter((held) => held !== code) : [...list, code];

function starting(book, refresh) {
  const { dispositifs, mediators } = book.service;
  const plan = { dispositif: dispositifs[0]?.id, mediators: [book.member.id], planned: [] };
  let typed = "";
  let problem = "";

  const add = (label, kind = "street") => {
    if (label && !plan.planned.some((place) => place.label === label))
      plan.planned.push({ label, kind });
    typed = "";
    say(label && `${label} : prévu`);
  };
  const remove = (gone) => {
    plan.planned = plan.planned.filter((place) => place !== gone);
    say(`${gone.label} : retiré`);
  };
  // The button that was touched leaves with its place: the group keeps the focus.
  const say = (words) => {
    refresh();
    announce(words);
    document.getElementById("planned")?.focus({ preventScroll: true });
  };

  async function start(event) {
    event.preventDefault();
    if (!plan.mediators.length) {
      problem = "Indiquez au moins une personne : une tournée ne part pas sans personne.";
      refresh();
      return document.querySelector("[name=mediators]")?.focus();
    }
    try {
      await book.rounds.start(plan);
    } catch (error) {
      problem = book.explain(error);
      return refresh();
    }
    await book.reload();
    book.soon();
    book.go("#/tournee", true);
  }

  const known = () =>
    book.places(8).filter(({ label }) => !plan.planned.some((place) => place.label === label));
  return () => html`
    ${heading("Commencer une tournée", "Elle peut passer minuit : c’est la même journée de service.")}
    ${problem ? notice("danger", problem) : nothing}
    <form @submit=${start}>
      ${
        dispositifs.length > 1
          ? choice({
              legend: "Dispositif",
              name: "dispositif",
              options: dispositifs.map(({ id, name }) => ({ code: id, label: name })),
              value: plan.dispositif,
              choose: (id) => {
                plan.dispositif = Number(id);
                refresh();
              },
            })
          : nothing
      }
      ${choices({
        legend: "Avec qui",
        name: "mediators",
        options: mediators.map(({ id, name }) => ({ code: String(id), label: name })),
        values: plan.mediators.map(String),
        toggle: (code) => {
          plan.mediators = toggled(plan.mediators, Number(code));
          problem = "";
          refresh();
        },
      })}
      <fieldset class="group" id="planned" tabindex="-1"><legend>Lieux prévus <small>facultatif</small></legend>
        ${
          plan.planned.length
            ? html`<ul class="list">${plan.planned.map(
                (place) =>
                  html`<li class="row row-place"><span class="row-time">${icon("geo-alt")}</span><span>${place.label}</span><button type="button" class="button button-quiet" aria-label="Retirer ${place.label}" @click=${() => remove(place)}>${icon("x-lg")}</button></li>`,
              )}</ul>`
            : nothing
        }
        <div class="chips">${known().map((place) => html`<button type="button" class="button" @click=${() => add(place.label, place.place.kind)}>${icon("plus-lg")}${place.label}</button>`)}</div>
        ${text({
          label: "Un autre lieu",
          name: "planned",
          value: typed,
          change: (value) => {
            typed = value;
          },
        })}
        <button type="button" class="button" @click=${() => add(typed.trim())}>Ajouter ce lieu</button>
      </fieldset>
      <div class="send"><button class="button button-main">${icon("person-walking")}Commencer</button></div>
    </form>`;
}

function running(book, held, end) {
  let typed = "";
  const { id } = held.round;

  const tap = (work, said) => async () => {
    await work();
    await book.reload();
    if (said) book.say(said);
    book.soon();
    book.go("#/tournee", true);
  };
  const arrive = (place) =>
    tap(() => book.rounds.arrive(id, stopAt(place, book.placeNamed(place.label), book.locate)));

  const view = () => {
    const { round } = held;
    const { content } = round;
    const sum = summary(content, book.now());
    const current = content.stops.findLast?.((stop) => !stop.left_at);
    const planned = sum.missed;
    const others = book
      .places(6)
      .filter(
        ({ label }) => label !== current?.label && !planned.some((place) => place.label === label),
      );
    return html`
      ${heading("En tournée", `Depuis ${[time(content.started_at), ...content.mediators.map(book.names.mediator)].join(", ")}.`)}
      <p class="clock" role="timer">${lasting(sum.minutes)}</p>
      ${
        current
          ? notice(
              "done",
              html`<strong>${current.label}</strong>, depuis ${time(current.arrived_at)}.`,
              html`<p class="actions"><a class="button button-main button-wide" href="#/consigner?lieu=${encodeURIComponent(current.label)}">${icon("plus-lg")}Consigner ici</a><a class="button" href="#/alerte?lieu=${encodeURIComponent(current.label)}">${icon("bell")}Donner une alerte</a>${round.here ? html`<button class="button" @click=${tap(() => book.rounds.leave(id))}>Nous partons</button>` : nothing}</p>`,
            )
          : nothing
      }
      ${round.here ? moving(planned, others) : elsewhere()}
      ${sum.stops.length ? html`<h2 class="section">Passages</h2><ul class="list">${sum.stops.map((stop) => html`<li class="row"><span class="row-time">${time(stop.arrived_at)}</span><span>${stop.label}</span><small>${lasting(stop.minutes)}</small></li>`)}</ul>` : nothing}
      ${
        round.here
          ? html`<div class="send"><button class="button" @click=${() => end(held.round)}>Terminer la tournée</button></div>`
          : nothing
      }`;
  };

  // Two phones that both say where one is would contradict each other: one of them does.
  const elsewhere = () =>
    notice(
      "soft",
      "Les passages se notent sur le téléphone qui a commencé la tournée. Vos saisies s’y rattachent.",
      html`<p class="actions"><button class="button" @click=${tap(() => book.rounds.takeOver(id))}>Continuer sur ce téléphone</button></p>`,
    );

  const moving = (planned, others) => html`
      ${planned.length ? html`<h2 class="section">Prévus</h2><ul class="list">${planned.map((place) => html`<li class="row row-place"><span class="row-time">${icon("geo-alt")}</span><span>${place.label}</span><button class="button" aria-label=${`Nous y sommes : ${place.label}`} @click=${arrive(place)}>Nous y sommes</button></li>`)}</ul>` : nothing}
      ${others.length ? html`<h2 class="section">Ailleurs</h2><ul class="list">${others.map((place) => html`<li class="row row-place"><span class="row-time">${icon("geo-alt")}</span><span>${place.label}</span><button class="button" aria-label=${`Nous y sommes : ${place.label}`} @click=${arrive({ label: place.label, kind: place.place.kind })}>Nous y sommes</button></li>`)}</ul>` : nothing}
      ${text({
        label: "Un autre lieu",
        name: "stop",
        value: typed,
        change: (value) => {
          typed = value;
        },
      })}
      <p class="actions"><button class="button" @click=${() => typed.trim() && arrive({ label: typed.trim(), kind: "street" })()}>Nous y sommes</button></p>`;

  return view;
}

/** The rounds of other days that nobody has ended: each asks for its end. */
async function overdue(book, end) {
  const found = await book.rounds.overdue();
  const row = (item) =>
    html`<li class="row row-place"><span class="row-time">${icon("clock")}</span><span>Tournée du ${moment(item.content.started_at)}</span><button class="button" aria-label="Terminer la tournée du ${moment(item.content.started_at)}" @click=${() => end(item)}>Terminer</button></li>`;
  return () =>
    found.length
      ? notice(
          "attention",
          html`<strong>À terminer</strong>`,
          html`<ul class="list">${found.map(row)}</ul>`,
        )
      : nothing;
}

/** Starting, running or ending. */
export async function open(book, _params, refresh) {
  if (!book.service.dispositifs.length) {
    return {
      title: "Tournée",
      view: () =>
        empty(
          "Aucune équipe",
          "Votre compte n’est rattaché à aucun dispositif : demandez à votre coordination.",
        ),
    };
  }
  const held = { round: undefined };
  let stuck;
  let late;
  let shown;
  // What is put right takes the whole screen, as long as there is something to put right.
  let aside = null;

  const lay = (made) => {
    aside = made;
    refresh();
    toTitle();
  };
  const back = () => lay(null);
  async function done(words) {
    await book.reload();
    if (words) book.say(words);
    book.soon();
    await book.go("#/tournee", true);
  }
  const end = async (item) => lay(await ending(book, item, { refresh, back, done }));
  const mend = (item) => lay(mending(book, item, { refresh, back, done }));

  // A round that goes on keeps its screen, with what is being typed; another one has its own.
  async function reload() {
    const round = await book.rounds.running();
    const going = shown && round?.id === held.round?.id;
    held.round = round;
    [stuck, late] = await Promise.all([troubles(book, { mend, done }), overdue(book, end)]);
    if (aside && !aside.holds(await book.rounds.read(aside.id))) aside = null;
    if (!going) shown = round ? running(book, held, end) : starting(book, refresh);
  }
  await reload();
  return {
    title: "Tournée",
    reload,
    view: () => (aside ? aside.view() : html`${stuck()}${late()}${shown()}`),
    // The clock on the screen, also for a round that comes from another phone.
    every: 20_000,
  };
}
