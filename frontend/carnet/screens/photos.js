// The photos of an alert: taken or chosen, seen, taken away. Each is made light and sealed at once.

import { shownAs } from "../image.js";
import { MOST } from "../store/photos.js";
import { announce, html, icon, nothing } from "./pieces.js";

const GONE = ["sending", "sent"];

/**
 * @param {object} book
 * @param {string} alert  its number
 * @param {{keep: () => Promise<void>, given: () => boolean, complain: (words: string) => void,
 *   calm: () => void, refresh: () => void, lightened: (file: File) => Promise<Blob>}} parts
 *   `keep` writes the alert first: a photo goes with something; `given`: nobody will give it again
 */
export async function photoField(book, alert, { keep, given, complain, calm, refresh, lightened }) {
  let shown = [];
  let taking = Promise.resolve();
  let busy = 0;
  const added = new Set();

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

  function add({ target }) {
    const files = [...target.files];
    target.value = "";
    taking = taking.then(() => takeAll(files));
  }

  async function takeAll(files) {
    busy += 1;
    announce("Un instant…");
    refresh();
    let said = "";
    for (const file of files) {
      if (shown.length >= MOST) {
        said = `Une alerte garde ${MOST} photos au plus.`;
        break;
      }
      said = (await take(file)) || said;
      await reload();
    }
    busy -= 1;
    if (said) return complain(said);
    calm();
    refresh();
    announce("Photo ajoutée");
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
      if (!given()) await keep();
      added.add(await book.photos.add(alert, light));
      if (given()) {
        await book.photos.release(alert);
        book.soon();
      }
      return "";
    } catch (error) {
      return book.explain(error);
    }
  }

  async function remove(id) {
    const removed = await book.photos.remove(id);
    await reload();
    if (removed) {
      refresh();
      announce("Photo retirée");
    } else complain("Cette photo est déjà partie : effacez-la au bureau, sur la page de l’alerte.");
    document.querySelector("#photos")?.focus({ preventScroll: true });
  }

  const one = ({ id, src, state, reason }, n) => html`<li>
    ${src ? html`<img src=${src} alt="Photo ${n + 1} sur ${shown.length}" />` : html`<span class="photo-sent">${icon("check-lg")}Photo ${n + 1}, envoyée</span>`}
    ${state === "refused" ? html`<p role="status">${reason}</p>` : nothing}
    ${GONE.includes(state) ? nothing : html`<button type="button" class="button button-quiet" @click=${() => remove(id)}>${icon("x-lg")}Retirer<span class="visually-hidden"> la photo ${n + 1}</span></button>`}
  </li>`;

  const label = () => {
    if (busy) return "Un instant…";
    return shown.length ? "Une autre photo" : "Ajouter une photo";
  };

  return {
    reload,
    /** Resolved once the photos that were chosen are kept, or told not to be. */
    taken: () => taking,
    /** One gives up: what was added since the screen opened goes, unless it has left. */
    takeBack: () => Promise.all([...added].map((id) => book.photos.remove(id))),
    view: (closed = false) => html`<fieldset class="group" id="photos" tabindex="-1">
      <legend>Photo <small>le lieu, pas les gens</small></legend>
      ${shown.length ? html`<ul class="photos">${shown.map(one)}</ul>` : nothing}
      ${
        shown.length < MOST && !closed
          ? html`<p><label class="button">${icon("camera")}${label()}
              <input class="visually-hidden" type="file" name="photo" accept="image/*" multiple @change=${add} /></label></p>`
          : nothing
      }
    </fieldset>`,
  };
}
