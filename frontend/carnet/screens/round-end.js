// The end of a round: a summary one reads, its end put right when it was forgotten, and confirmed.

import { endedAt, faults, isLong, likelyEnd } from "../round-times.js";
import { summary } from "../store/rounds.js";
import { heading, html, icon, nothing, notice, text } from "./pieces.js";
import { count, fromTheWall, lasting, moment, onTheWall } from "./words.js";

/** @param {{refresh: Function, back: Function, done: (words: string) => Promise}} ways */
export async function ending(book, item, { refresh, back, done }) {
  const { id } = item;
  const round = item.content;
  const entries = await book.entriesOf(item);
  const long = isLong(round, book.now());
  let typed = null;
  let problems = [];

  // Not touched, the end of a round under way is the moment one confirms.
  const offered = () => likelyEnd(round, entries, book.now());
  const end = () => (typed === null ? offered() : fromTheWall(typed, offered()));

  async function confirm(event) {
    event.preventDefault();
    const at = end();
    const { content } = await book.rounds.read(id);
    problems = at ? faults(endedAt(content, at), book.now()) : ["Indiquez l’heure de la fin."];
    if (problems.length) {
      refresh();
      return document.getElementById("t-ended_at")?.focus();
    }
    await book.rounds.end(id, at);
    await done("Tournée terminée.");
  }

  const lead = () => {
    if (!long) return "Relisez, puis confirmez.";
    const began = `Commencée le ${moment(round.started_at)} : indiquez quand elle a fini.`;
    return offered()
      ? `${began} L’heure proposée est celle du dernier passage ou de la dernière saisie.`
      : began;
  };

  const view = () => {
    const at = end();
    const sum = at ? summary(endedAt(round, at)) : null;
    const missed = sum?.missed.map(({ label }) => label) ?? [];
    return html`
      ${heading("Terminer la tournée", lead())}
      ${problems.length ? notice("danger", problems.join(" ")) : nothing}
      <form @submit=${confirm} novalidate>
        ${text({
          label: "Fin",
          name: "ended_at",
          type: "datetime-local",
          value: typed ?? onTheWall(at),
          change: (value) => {
            typed = value;
            problems = [];
            refresh();
          },
        })}
        <dl class="facts">
          <dt>Durée</dt><dd>${sum ? lasting(sum.minutes) : "—"}</dd>
          <dt>Présence sur place</dt><dd>${sum ? lasting(sum.present) : "—"}</dd>
          <dt>Passages</dt><dd>${count(round.stops.length, "lieu", "lieux")}</dd>
          <dt>Saisies</dt><dd>${entries.length}</dd>
          ${missed.length ? html`<dt>Prévus, non vus</dt><dd>${missed.join(", ")}</dd>` : nothing}
        </dl>
        <div class="send">
          <button class="button button-main">${icon("check-lg")}Confirmer</button>
          <button type="button" class="button button-quiet" @click=${back}>${long ? "Plus tard" : "Continuer"}</button>
        </div>
      </form>`;
  };
  return { id, view, holds: (now) => now && !now.content.ended_at };
}
