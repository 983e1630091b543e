// The round (tournée): start it, stop somewhere with a tap, end it on a summary one confirms.

import { summary } from "../store/rounds.js";
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
import { count, lasting, moment, time } from "./words.js";

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
    say(label && `${label} : prévu`);
  };
  const remove = (gone) => {
    plan.planned = plan.planned.filter((place) => place !== gone);
    say(`${gone.label} : retiré`);
  };
  // The button that was touched leaves with its place: the group keeps the focus.
  const say = (words) => {
    refresh();
    announce(words);
    document.getElementById("planned")?.focus({ preventScroll: true });
  };

  async function start(event) {
    event.preventDefault();
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
    ${heading("Commencer une tournée", "Elle peut passer minuit : c’est la même journée de service.")}
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

function running(book, held, refresh) {
  let ending = false;
  let typed = "";
  const { id } = held.round;

  const tap = (work, said) => async () => {
    await work();
    await book.reload();
    if (said) book.say(said);
    book.soon();
    book.go("#/tournee", true);
  };
  const arrive = (place) => tap(() => book.rounds.arrive(id, place));

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
    if (ending) return ended(sum);
    return html`
      ${heading("En tournée", `Depuis ${time(content.started_at)}, ${content.mediators.map((one) => book.names.mediator(one)).join(", ")}.`)}
      <p class="clock" role="timer">${lasting(sum.minutes)}</p>
      ${
        current
          ? notice(
              "done",
              html`<strong>${current.label}</strong>, depuis ${time(current.arrived_at)}.`,
              html`<p class="actions"><a class="button" href="#/consigner?lieu=${encodeURIComponent(current.label)}">${icon("plus-lg")}Consigner ici</a>${round.here ? html`<button class="button" @click=${tap(() => book.rounds.leave(id))}>Nous partons</button>` : nothing}</p>`,
            )
          : nothing
      }
      ${round.here ? moving(planned, others) : elsewhere()}
      ${sum.stops.length ? html`<h2 class="section">Passages</h2><ul class="list">${sum.stops.map((stop) => html`<li class="row"><span class="row-time">${time(stop.arrived_at)}</span><span>${stop.label}</span><small>${lasting(stop.minutes)}</small></li>`)}</ul>` : nothing}
      ${
        round.here
          ? html`<div class="send"><button class="button button-main" @click=${() => {
              ending = true;
              refresh();
              toTitle();
            }}>Terminer la tournée</button></div>`
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

  const ended = (sum) => html`
    ${heading("Terminer la tournée", "Relisez, puis confirmez.")}
    <dl class="facts">
      <dt>Durée</dt><dd>${lasting(sum.minutes)}</dd>
      <dt>Présence sur place</dt><dd>${lasting(sum.present)}</dd>
      <dt>Passages</dt><dd>${count(sum.stops.length, "lieu", "lieux")}</dd>
      <dt>Saisies</dt><dd>${book.countOfRound(id)}</dd>
      ${sum.missed.length ? html`<dt>Prévus, non vus</dt><dd>${sum.missed.map((place) => place.label).join(", ")}</dd>` : nothing}
    </dl>
    <div class="send">
      <button class="button button-main" @click=${tap(() => book.rounds.end(id), "Tournée terminée.")}>${icon("check-lg")}Confirmer</button>
      <button class="button button-quiet" @click=${() => {
        ending = false;
        refresh();
        toTitle();
      }}>Continuer</button>
    </div>`;
  return view;
}

/** Rounds the server could not take, or holds otherwise: rare, and never left unsaid. */
async function troubles(book, refresh) {
  const { records, retry, settle } = book.rounds;
  const states = ["refused", "locked", "conflict"];
  const found = (await Promise.all(states.map((state) => records.inState(state)))).flat();

  const after = (work) => async () => {
    await work();
    await book.reload();
    book.soon();
    await book.go("#/tournee", true);
    refresh();
  };
  const all = (item, side) => Object.fromEntries(item.clashes.map((name) => [name, side]));
  const choose = (item, side) =>
    html`<button class="button" @click=${after(() => settle(item.id, all(item, side), item.theirs.content))}>${
      side === "mine" ? "Garder ce téléphone" : "Garder le bureau"
    }</button>`;

  return () =>
    found.map((item) =>
      notice(
        "attention",
        item.state === "conflict"
          ? item.theirs
            ? `La tournée du ${moment(item.content.started_at)} existe en deux versions.`
            : `La tournée du ${moment(item.content.started_at)} a changé au bureau et ne vous est plus visible : signalez-le à votre coordination.`
          : `La tournée du ${moment(item.content.started_at)} n’a pas pu être enregistrée. ${Object.values(item.reasons).flat().join(" ")}`,
        html`<p class="actions">${
          item.state === "conflict"
            ? item.theirs && [choose(item, "mine"), choose(item, "theirs")]
            : html`<button class="button" @click=${after(() => retry(item.id))}>Réessayer</button>`
        }</p>`,
      ),
    );
}

/** Starting, running or ending. */
export async function open(book, _params, refresh) {
  if (!book.service.dispositifs.length) {
    return {
      title: "Tournée",
      view: () =>
        empty(
          "Aucune équipe",
          "Votre compte n’est rattaché à aucun dispositif : demandez à votre coordination.",
        ),
    };
  }
  const held = { round: undefined };
  let stuck;
  let shown;

  // A round that goes on keeps its screen, with what is being typed; another one has its own.
  async function reload() {
    const round = await book.rounds.running();
    const going = shown && round?.id === held.round?.id;
    held.round = round;
    stuck = await troubles(book, refresh);
    if (!going) shown = round ? running(book, held, refresh) : starting(book, refresh);
  }
  await reload();
  return {
    title: "Tournée",
    reload,
    view: () => html`${stuck()}${shown()}`,
    // The clock on the screen, also for a round that comes from another phone.
    every: 20_000,
  };
}
