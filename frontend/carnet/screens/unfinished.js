// What was begun and never given, said where one comes back to: a telephone that locks itself or
// starts again in the middle of an entry shows a blank form, as if nothing had been kept.

import { html, icon, nothing } from "./pieces.js";
import { count, time } from "./words.js";

/** How many drafts wait to be finished, and the way to them. */
export const unfinished = ({ counts }) =>
  counts.draft
    ? html`<p class="actions"><a class="button" href="#/saisies?vue=regler">${icon("pencil")}${count(counts.draft, "saisie commencée, à finir", "saisies commencées, à finir")}</a></p>`
    : nothing;

/** The entry of today one was writing last, one touch from being taken up again. */
export async function resume(book) {
  const [last] = await book.entries.begun(book.today());
  if (!last) return nothing;
  const { started_at: start, place } = last.content;
  return html`<p class="group"><a class="button" href="#/saisie/${last.id}">${icon("pencil")}<span>Reprendre la saisie commencée à ${time(start)} (${book.placeName(place)})</span></a></p>`;
}
