// What is on the phone, since when, how much room is left; and how to leave it.

import { room } from "../store/quota.js";
import { heading, html, icon, nothing, notice, toTitle } from "./pieces.js";
import { leftBehind, moment, waiting, weight, when } from "./words.js";

const SECTIONS = {
  lists: "Listes de référence",
  service: "Dispositifs, équipe, partenaires",
  places: "Lieux récents",
  communes: "Communes du territoire",
  contours: "Contours des communes et des QPV",
};
const TROUBLE = {
  offline: "pas de réseau",
  unknown: "ce téléphone doit être associé de nouveau",
  broken: "le serveur n’a pas répondu comme il faut",
  forbidden: "ce compte ne peut plus consigner",
};

/** @returns {Promise<object>} */
export async function open(book, _params, refresh) {
  let stored;
  let left;
  let last;
  let leaving = false;
  let busy = false;

  async function reload() {
    [stored, left, last] = await Promise.all([book.reference.stored(), room(), book.engine.last()]);
  }
  await reload();

  async function now() {
    busy = true;
    refresh();
    await book.sync();
    busy = false;
    refresh();
  }

  const leave = () => html`
    ${notice(
      leftBehind(book).length ? "attention" : "done",
      leftBehind(book).join(" ") || "Tout est envoyé.",
      html`<p class="actions"><button class="button button-danger" @click=${book.leave}>Se déconnecter</button>
        <button class="button button-quiet" @click=${() => {
          leaving = false;
          refresh();
          toTitle();
        }}>Rester</button></p>`,
    )}`;

  return {
    title: "Téléphone",
    reload,
    view: () => html`
      ${heading("Ce téléphone", `${book.member.name}, ${book.member.structure}`)}
      <h2 class="section">Envoi</h2>
      <p role="status">${last ? html`Dernier échange le ${moment(last.at)}${last.state === "done" ? "." : ` : ${TROUBLE[last.state] ?? last.detail ?? last.state}.`}` : "Aucun échange encore."}
        ${book.due ? html`<a href="#/saisies?vue=attente">${waiting(book)}</a>` : "Rien en attente"}.</p>
      <p class="actions"><button class="button" ?disabled=${busy} @click=${now}>${icon("arrow-counterclockwise")}${busy ? "Échange en cours…" : "Mettre à jour maintenant"}</button>
        ${book.update ? html`<button class="button button-main" @click=${book.update}>Installer la nouvelle version</button>` : nothing}</p>
      <h2 class="section">Gardé sur ce téléphone</h2>
      <dl class="facts">
        ${stored.sections.map(({ section, size, at }) => html`<dt>${SECTIONS[section] ?? section}</dt><dd>${weight(size)}, ${when(at)}</dd>`)}
      </dl>
      ${
        left
          ? html`<p><label for="room">Place occupée : ${weight(left.used)} sur ${weight(left.quota)}</label>
              <meter id="room" class="gauge" min="0" max="1" high="0.8" .value=${left.share}></meter></p>`
          : nothing
      }
      ${
        book.persisted === "at-risk"
          ? notice(
              "attention",
              "Si la place manque, ce navigateur peut vider le carnet. Ajoutez-le à l’écran d’accueil, et envoyez vos saisies à chaque tournée.",
            )
          : nothing
      }
      <h2 class="section">Sécurité</h2>
      <p>Tout ce que vous écrivez est chiffré sur ce téléphone.${book.vault.hasPin ? " Il se verrouille après cinq minutes." : ""}</p>
      <p class="actions">
        ${book.vault.hasPin ? html`<button class="button" @click=${book.lock}>${icon("lock")}Verrouiller</button>` : nothing}
        <a class="button" href="/">${icon("house")}Le site</a>
        <button class="button" @click=${() => {
          leaving = true;
          refresh();
        }}>${icon("box-arrow-right")}Se déconnecter</button>
      </p>
      ${leaving ? leave() : nothing}
      <p><small>Version ${book.version.slice(0, 8)}</small></p>`,
  };
}
