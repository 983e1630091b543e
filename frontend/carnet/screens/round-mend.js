// Rounds the server could not take, or holds otherwise: rare, never left unsaid, and mended here
// when it is a matter of hours.

import { faults } from "../round-times.js";
import { heading, html, icon, nothing, notice, text } from "./pieces.js";
import { fromTheWall, moment, onTheWall } from "./words.js";

const TIMES = /^(started_at|ended_at|stops[.][0-9]+[.](arrived_at|left_at))$/;

/** Why a round was refused: what can be mended on the phone, and what only the desk can. */
export function reasonsOf({ reasons }) {
  const said = (mine) =>
    Object.entries(reasons)
      .filter(([name]) => TIMES.test(name) === mine)
      .flatMap(([, sentences]) => sentences);
  return { times: said(true), others: said(false) };
}

/** What is to be settled, above the screen of the round. */
export async function troubles(book, { mend, done }) {
  const { records, retry, settle } = book.rounds;
  const states = ["refused", "locked", "conflict"];
  const found = (await Promise.all(states.map((state) => records.inState(state)))).flat();

  const after = (work) => async () => {
    await work();
    await done();
  };
  const all = (item, side) => Object.fromEntries(item.clashes.map((name) => [name, side]));
  const choose = (item, side) =>
    html`<button class="button" @click=${after(() => settle(item.id, all(item, side), item.theirs.content))}>${
      side === "mine" ? "Garder ce téléphone" : "Garder le bureau"
    }</button>`;
  const again = (item) =>
    html`<button class="button" @click=${after(() => retry(item.id))}>Réessayer</button>`;
  const correct = (item) =>
    html`<button class="button" @click=${() => mend(item)}>${icon("pencil")}Corriger les heures</button>`;

  const conflict = (item, round) =>
    item.theirs
      ? notice(
          "attention",
          `${round} existe en deux versions.`,
          html`<p class="actions">${choose(item, "mine")}${choose(item, "theirs")}</p>`,
        )
      : notice(
          "attention",
          `${round} a changé au bureau et ne vous est plus visible : signalez-le à votre coordination.`,
        );

  const refused = (item, round) => {
    const { times, others } = reasonsOf(item);
    const desk = others.length
      ? "Votre coordination la corrige au bureau, où elle est gardée."
      : "";
    return notice(
      "attention",
      [`${round} n’a pas pu être enregistrée.`, ...times, ...others, desk].join(" "),
      html`<p class="actions">${times.length ? correct(item) : again(item)}</p>`,
    );
  };

  return () =>
    found.map((item) => {
      const round = `La tournée du ${moment(item.content.started_at)}`;
      if (item.state === "conflict") return conflict(item, round);
      if (item.state === "refused") return refused(item, round);
      const why = [`${round} n’a pas pu être enregistrée.`, ...Object.values(item.reasons).flat()];
      return notice("attention", why.join(" "), html`<p class="actions">${again(item)}</p>`);
    });
}

/** The hours of a refused round, put right. */
export function mending(book, item, { refresh, back, done }) {
  const { id } = item;
  const from = item.content;
  let content = from;
  let problems = reasonsOf(item).times;

  async function send(event) {
    event.preventDefault();
    problems = faults(content, book.now());
    if (problems.length) {
      refresh();
      return document.querySelector("h1")?.focus();
    }
    await book.rounds.correct(id, { from, content });
    // Nothing was changed: what was refused may pass now.
    await book.rounds.retry(id);
    await done("Correction gardée.");
  }

  const field = (label, name, before, now, change) =>
    text({
      label,
      name,
      type: "datetime-local",
      value: onTheWall(now),
      change: (value) => {
        content = change(fromTheWall(value, before));
        refresh();
      },
    });
  const own = (label, name) =>
    field(label, name, from[name], content[name], (at) => ({ ...content, [name]: at }));
  const ofStop = (label, name, number) =>
    field(
      label,
      `${name}-${number}`,
      from.stops[number][name],
      content.stops[number][name],
      (at) => ({
        ...content,
        stops: content.stops.map((stop, n) => (n === number ? { ...stop, [name]: at } : stop)),
      }),
    );

  const view = () => html`
    ${heading("Corriger la tournée", "Les heures telles qu’elles ont été ; rien d’autre ne change.")}
    ${problems.length ? notice("danger", problems.join(" ")) : nothing}
    <form @submit=${send} novalidate>
      ${own("Départ de la tournée", "started_at")}
      ${own("Fin de la tournée", "ended_at")}
      ${content.stops.map(
        ({ label }, number) => html`<fieldset class="group"><legend>${label}</legend>
          ${ofStop("Arrivée", "arrived_at", number)}
          ${ofStop("Départ", "left_at", number)}</fieldset>`,
      )}
      <div class="send">
        <button class="button button-main">${icon("check-lg")}Envoyer de nouveau</button>
        <button type="button" class="button button-quiet" @click=${back}>Renoncer</button>
      </div>
    </form>`;
  return { id, view, holds: (now) => now?.state === "refused" };
}
