// What was begun and never given, said where one comes back to: a telephone that locks itself or
// starts again in the middle of an entry shows a blank form, as if nothing had been kept.

import { startOf } from "../store/records.js";
import { html, icon, nothing } from "./pieces.js";
import { count, time } from "./words.js";

/** How many drafts wait to be finished, and the way to them. */
export const unfinished = ({ counts }) =>
  counts.draft
    ? html`<p class="actions"><a class="button" href="#/saisies?vue=regler">${icon("pencil")}${count(counts.draft, "saisie commencée, à finir", "saisies commencées, à finir")}</a></p>`
    : nothing;

/**
 * What one was writing last today, one touch from being taken up again.
 * @param {object} book
 * @param {"saisie"|"alerte"} what
 */
export async function resume(book, what) {
  const [last] = await (what === "alerte" ? book.alerts : book.entries).begun(book.today());
  if (!last) return nothing;
  const place = book.placeName(last.content.place);
  return html`<p class="group"><a class="button" href="#/${what}/${last.id}">${icon("pencil")}<span>Reprendre l${what === "alerte" ? "’alerte" : "a saisie"} commencée à ${time(startOf(last.content))} (${place})</span></a></p>`;
}
