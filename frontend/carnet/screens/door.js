// Before the notebook opens: take this phone, come back to it, or type its PIN.

import { VaultError } from "../store/vault.js";
import { heading, html, icon, nothing, notice, text } from "./pieces.js";
import { deviceName } from "./words.js";

const WHY = {
  "wrong-pin": "Ce n’est pas le bon code.",
  "short-pin": "Le code compte de 4 à 12 chiffres.",
  forgotten: "Trop d’essais : identifiez-vous de nouveau. Vos saisies sont gardées, chiffrées.",
  foreign:
    "Ce téléphone garde des saisies chiffrées pour un autre compte, ou pour une autre installation.",
};
const RETRY = 3000; // ms
const told = (error) => (error instanceof VaultError ? WHY[error.code] : null);

/** A page without encryption on its way: browsers then refuse what a notebook is made of. */
export const unsafeScreen = () => ({
  title: "Carnet",
  view: () =>
    html`<main class="screen">${heading("Carnet")}${notice("attention", "Le carnet ne s’ouvre qu’à une adresse qui commence par https : sans elle, le navigateur refuse de chiffrer et de garder les saisies. Demandez cette adresse à votre coordination.")}</main>`,
});

/** The PIN. */
export function lockScreen(session, { opened, closed, refresh }) {
  let pin = "";
  let problem = "";
  let busy = false;

  async function unlock(event) {
    event.preventDefault();
    problem = ""; // said again, even when it is the same
    busy = true;
    refresh();
    try {
      await session.unlock(pin);
      await opened();
    } catch (error) {
      problem = told(error) ?? "Le carnet ne s’ouvre pas : rechargez la page.";
      if (error.code === "forgotten") return closed(problem);
    }
    pin = "";
    busy = false;
    refresh();
    document.getElementById("pin")?.focus();
  }

  return {
    title: "Verrouillé",
    view: () => html`<div class="center">
      ${heading("Carnet verrouillé", session.member?.name ?? "")}
      ${problem ? notice("danger", problem) : nothing}
      <form @submit=${unlock}>
        <div class="group"><label for="pin">Votre code</label>
          <input id="pin" class="pin" type="password" inputmode="numeric" autocomplete="off" maxlength="12" .value=${pin} @input=${(
            event,
          ) => {
            pin = event.target.value;
          }} /></div>
        <button class="button button-main button-wide" ?disabled=${busy}>${icon("lock")}${busy ? "Ouverture…" : "Ouvrir"}</button>
      </form>
    </div>`,
  };
}

/** Take this phone, for the first time or again. */
export async function arrivalScreen(session, { signIn, opened, refresh, why = "" }) {
  let label = session.member?.label ?? deviceName(navigator.userAgent);
  let pin = "";
  let problem = "";
  let busy = false;
  let invited = { state: "offline" };
  let again = 0;
  let shown = true;

  // The network may come back a moment after it says so: one goes on asking.
  async function ask() {
    clearTimeout(again);
    try {
      invited = await session.invitation();
    } catch {
      if (shown) again = setTimeout(retry, RETRY);
    }
  }
  async function retry() {
    await ask();
    refresh();
  }
  addEventListener("online", retry);
  await ask();

  async function enter(event) {
    event.preventDefault();
    if (invited.structure.pin && !/^\d{4,12}$/.test(pin)) {
      problem = WHY["short-pin"];
      return refresh();
    }
    problem = "";
    why = "";
    busy = true;
    refresh();
    try {
      await session.enter({ csrf: invited.csrf, label, pin: pin || undefined });
      await opened();
    } catch (error) {
      problem = told(error) ?? "Le serveur n’a pas répondu : réessayez avec du réseau.";
    }
    busy = false;
    refresh();
  }

  const said = () =>
    html`${why ? notice("attention", why) : nothing}${problem ? notice("danger", problem) : nothing}`;

  const form = () => html`
    ${heading(`Bonjour, ${invited.member.name}`, invited.structure.name)}
    <p>Ce téléphone gardera vos saisies, chiffrées, et les enverra quand il y aura du réseau.</p>
    ${said()}
    <form @submit=${enter}>
      ${text({
        label: "Nom de ce téléphone",
        name: "label",
        value: label,
        max: 60,
        hint: "pour le reconnaître, et le couper s’il est perdu",
        change: (value) => {
          label = value;
        },
      })}
      ${
        invited.structure.pin
          ? html`<div class="group"><label for="pin">Un code pour l’ouvrir <small>4 à 12 chiffres, demandé par votre structure ; la session du site se ferme alors ici</small></label>
              <input id="pin" class="pin" type="password" inputmode="numeric" autocomplete="new-password" maxlength="12" .value=${pin} @input=${(
                event,
              ) => {
                pin = event.target.value;
              }} /></div>`
          : nothing
      }
      <button class="button button-main button-wide" ?disabled=${busy}>${busy ? "Préparation…" : "Utiliser ce téléphone"}</button>
    </form>`;

  const SAID = {
    offline: () =>
      html`${heading("Carnet")}${why ? notice("attention", why) : nothing}${notice("attention", session.member ? "Pas de réseau. Vos saisies sont gardées ici, chiffrées : pour les rouvrir, il en faut un, le temps de vous identifier." : "Pas de réseau. La première fois, il en faut un pour vous identifier ; ensuite le carnet s’ouvre partout.")}<p><button class="button" @click=${retry}>Réessayer</button></p>`,
    "signed-out":
      () => html`${heading("Carnet", session.member ? `Bonjour, ${session.member.name}` : "Le carnet de terrain des médiateurs, avec ou sans réseau.")}
      ${said()}
      <p>${session.member ? "Identifiez-vous pour rouvrir ce téléphone : vos saisies y sont gardées, chiffrées." : "Identifiez-vous une première fois, avec du réseau."}</p>
      <p><a class="button button-main button-wide" href=${signIn}>S’identifier</a></p>`,
    "not-field": () =>
      html`${heading("Carnet")}${notice("attention", "Le carnet est fait pour les médiateurs, leur coordination et leur direction. Le rôle que vous tenez en ce moment n’y consigne rien.")}<p><a class="button" href="/">Retour au site</a></p>`,
    invited: form,
  };
  return {
    title: "Carnet",
    view: () => html`<div class="center">${SAID[invited.state]()}</div>`,
    close() {
      shown = false;
      clearTimeout(again);
      removeEventListener("online", retry);
    },
  };
}

/** Between the first sign-in and the first lists: nothing can be written yet. */
export const preparingScreen = (outcome, retry) => ({
  title: "Préparation",
  view: () => html`
    ${heading("Préparation du carnet", "Les listes, l’équipe et le territoire arrivent sur ce téléphone.")}
    ${
      outcome && outcome.state !== "done"
        ? notice(
            "attention",
            "Ils ne sont pas encore arrivés. Gardez du réseau un instant : une seule fois suffit.",
            html`<p class="actions"><button class="button" @click=${retry}>Réessayer</button></p>`,
          )
        : nothing
    }`,
});
