// Where: here, a recent place, or a commune one looks for. What is chosen is one object, replaced
// as a whole: a point without its label would be somebody else's place.

import { search } from "../place-search.js";
import { fold, html, icon, nothing, select, text } from "./pieces.js";
import { count } from "./words.js";

const RECENT = 6;

const said = (found, names) => {
  if (!found?.commune) return "Position hors des communes connues de ce téléphone";
  const qpv = found.qpv ? `, quartier ${names.qpv(found.qpv)}` : "";
  return `${names.commune(found.commune)}${qpv}`;
};

/** How one goes there: the name of a place and its address, in one line. */
export const wayTo = ({ label = "", address = "" }) =>
  [label, address].filter(Boolean).join(", ").slice(0, 240);

/** A known place as somebody is sent there: the point says the commune better than a name. */
export const destination = ({ lon = null, lat = null, commune = null, qpv = null, ...place }) => ({
  label: wayTo(place),
  lon,
  lat,
  commune: lon === null ? commune : null,
  qpv: lon === null ? qpv : null,
});

/**
 * @param {object} book
 * @param {{get: () => object, set: (place: object) => void, refresh: () => void, exact?: boolean}}
 *   field  `exact`: somebody else is to go there, so the label says how, in one line of its own
 */
export function placePicker(book, { get, set, refresh, exact = false }) {
  let asked = "";
  let status = "";
  // What was typed here describes the place one is at; what came with a chosen place does not.
  let typed = {};
  let pointed = false;
  const recent = book.places(RECENT);
  const held = get()?.label;
  // What was typed in a draft that is taken up again is still what one typed.
  if (exact && held && !recent.some(({ place }) => wayTo(place) === held)) typed = { label: held };

  function type(words) {
    typed = { ...typed, ...words };
    set({ ...get(), ...words });
  }

  /** Another place: of the former one, only its kind and what was typed remain. */
  function move(where) {
    set({ kind: get()?.kind ?? "street", ...typed, ...where });
  }

  function here() {
    if (!navigator.geolocation) {
      status = "Ce téléphone ne donne pas sa position : choisissez la commune.";
      return refresh();
    }
    status = "Recherche de la position…";
    refresh();
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const lon = Number(coords.longitude.toFixed(5));
        const lat = Number(coords.latitude.toFixed(5));
        status = `${said(book.locate(lon, lat), book.names)}, à ${Math.round(coords.accuracy)} m près.`;
        pointed = true;
        move({ lon, lat, commune: null, qpv: null });
      },
      () => {
        status = "Position introuvable : choisissez un lieu récent ou la commune.";
        refresh();
      },
      { enableHighAccuracy: true, timeout: 10_000, maximumAge: 30_000 },
    );
  }

  const named = (place) => (exact ? destination(place) : place);
  const isChosen = (place) => place.label && named(place).label === get()?.label;

  const where = () => {
    const place = get() ?? {};
    const found =
      place.lon != null
        ? book.locate(place.lon, place.lat)
        : { commune: place.commune, qpv: place.qpv };
    const parts = [place.label, found?.commune ? said(found, book.names) : ""].filter(Boolean);
    return parts.join(", ");
  };

  const communeRow = (commune) => html`
    <li><button type="button" class="row row-place" @click=${(event) => {
      asked = "";
      status = `${commune.name}.`;
      // The list leaves with what was touched: the focus goes back to the title it unfolds from.
      event.currentTarget.closest("details").querySelector("summary").focus();
      pointed = false;
      move({ commune: commune.code, qpv: null, lon: null, lat: null });
    }}>
      <span class="row-time">${icon("geo-alt")}</span><span class="row-title">${commune.name}</span><small>${commune.code.slice(0, 2)}</small>
    </button></li>`;

  const describing = (place, kinds) => html`
    ${select({ label: "Type de lieu", name: "place_kind", options: kinds, value: place.kind, choose: (kind) => type({ kind }) })}
    ${text({ label: "Nom du lieu", name: "place_label", value: place.label, hint: "jamais un nom de personne", change: (label) => type({ label }) })}
    ${text({ label: "Adresse", name: "address", value: place.address, max: 160, change: (address) => type({ address }) })}`;

  return {
    view: () => {
      const place = get() ?? {};
      const found = asked.length > 1 ? search(book.communes, asked).slice(0, 6) : [];
      const kinds = book.lists.place_kinds.map(({ code, short, label }) => ({
        code,
        label: short ?? label,
      }));
      return html`
        <fieldset class="group">
          <legend>Où ${where() ? html`<small>${where()}</small>` : nothing}</legend>
          <div class="chips">
            <label class="pick"><input type="radio" name="place" value="here" .checked=${pointed || (place.lon != null && !place.label)} @click=${here} /><span>${icon("geo-alt")}Ici</span></label>
            ${recent.map(
              (known) =>
                html`<label class="pick"><input type="radio" name="place" value=${known.label} .checked=${!pointed && isChosen(known.place)} @change=${() => {
                  status = "";
                  typed = {};
                  pointed = false;
                  set({ ...named(known.place) });
                }} /><span>${known.label}</span></label>`,
            )}
          </div>
          <p role="status"><small>${status}</small></p>
        </fieldset>
        ${
          exact
            ? text({
                label: "Où exactement",
                name: "place_label",
                value: place.label,
                max: 240,
                hint: "adresse, bâtiment, étage : de quoi s’y rendre",
                change: (label) => type({ label }),
              })
            : nothing
        }
        ${fold(
          exact ? "Une autre commune" : "Un autre lieu",
          "search",
          html`${text({
            label: "Commune",
            name: "commune",
            value: asked,
            hint: "nom ou code postal",
            change: (value) => {
              asked = value;
              refresh();
            },
          })}
            <p class="visually-hidden" role="status">${asked.length > 1 ? count(found.length, "commune") : ""}</p>
            ${found.length ? html`<ul class="list">${found.map(communeRow)}</ul>` : nothing}
            ${exact ? nothing : describing(place, kinds)}`,
          !recent.length,
        )}`;
    },
  };
}
