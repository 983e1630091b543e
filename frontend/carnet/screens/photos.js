// The photos of an alert: taken or chosen, seen, taken away. Each is made light and sealed at once.

import { shownAs } from "../image.js";
import { MOST } from "../store/photos.js";
import { html, icon, nothing } from "./pieces.js";

const SENT = "envoyée";

/**
 * @param {object} book
 * @param {string} alert  its number
 * @param {{keep: () => Promise<void>, complain: (words: string) => void, refresh: () => void,
 *   lightened: (file: File) => Promise<Blob>}} parts  `keep` writes the alert first: a photo goes
 *   with something
 */
export async function photoField(book, alert, { keep, complain, refresh, lightened }) {
  let shown = [];
  let busy = false;

  async function reload() {
    const rows = await book.photos.of(alert);
    shown = await Promise.all(
      rows.map(async (row) => {
        const file = await book.photos.file(row.id);
        return { ...row, src: file && (await shownAs(file)) };
      }),
    );
  }
  await reload();

  async function add({ target }) {
    const files = [...target.files];
    target.value = "";
    busy = true;
    refresh();
    let said = "";
    for (const file of files) {
      if (shown.length >= MOST) {
        said = `Une alerte garde ${MOST} photos au plus.`;
        break;
      }
      said ||= await take(file);
      await reload();
    }
    busy = false;
    if (said) complain(said);
    else refresh();
  }

  /** What to say when the photo could not be kept. */
  async function take(file) {
    let light;
    try {
      light = await lightened(file);
    } catch {
      return "Ce téléphone ne sait pas lire cette image : prenez la photo en JPEG.";
    }
    try {
      await keep();
      await book.photos.add(alert, light);
      return "";
    } catch (error) {
      return book.explain(error);
    }
  }

  async function remove(id) {
    await book.photos.remove(id);
    await reload();
    refresh();
    document.querySelector("#photos")?.focus({ preventScroll: true });
  }

  const one = ({ id, src, state, reason }, n) => html`<li>
    ${src ? html`<img src=${src} alt="Photo ${n + 1} sur ${shown.length}" />` : html`<span class="photo-sent">${icon("check-lg")}Photo ${n + 1}, ${SENT}</span>`}
    ${state === "refused" ? html`<p role="status">${reason}</p>` : nothing}
    ${state === "sent" ? nothing : html`<button type="button" class="button button-quiet" @click=${() => remove(id)}>${icon("x-lg")}Retirer<span class="visually-hidden"> la photo ${n + 1}</span></button>`}
  </li>`;

  return {
    view: () => html`<fieldset class="group" id="photos" tabindex="-1">
      <legend>Photo <small>le lieu, pas les gens</small></legend>
      ${shown.length ? html`<ul class="photos">${shown.map(one)}</ul>` : nothing}
      ${
        shown.length < MOST
          ? html`<p><label class="button">${icon("camera")}${busy ? "Un instant…" : shown.length ? "Une autre photo" : "Ajouter une photo"}
              <input class="visually-hidden" type="file" name="photo" accept="image/*" multiple ?disabled=${busy} @change=${add} /></label></p>`
          : nothing
      }
    </fieldset>`,
  };
}
