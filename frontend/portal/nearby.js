// « Autour de moi »: the device asks where it is, fetches the list of every service, and sorts it.
// Nothing of where it is leaves it: the list is the same for everybody.

const EARTH = 6_371_000; // metres
const SHOWN = 8;
const FARTHEST = 150_000; // metres: farther, a service is of no help
const NARROW = "\u202f"; // between thousands
const WIDE = "\u00a0"; // before a unit

// Why there is no position, by the code of the browser (GeolocationPositionError).
const REFUSED = 1;
const WHY = {
  [REFUSED]:
    "Vous n’avez pas partagé votre position. Tapez votre commune ci-dessus, ou autorisez la position dans les réglages de votre navigateur.",
  2: "Votre appareil ne sait pas où il est. Tapez votre commune ci-dessus.",
  3: "Votre position n’est pas arrivée à temps. Réessayez, ou tapez votre commune ci-dessus.",
};
const NO_LIST = "La liste des services n’est pas arrivée. Vérifiez le réseau, puis réessayez.";

const radians = (degrees) => (degrees * Math.PI) / 180;

/** Metres between two points [lon, lat] of WGS 84, on a sphere: within half a percent. */
export function metres([lon1, lat1], [lon2, lat2]) {
  const half =
    Math.sin(radians(lat2 - lat1) / 2) ** 2 +
    Math.cos(radians(lat1)) * Math.cos(radians(lat2)) * Math.sin(radians(lon2 - lon1) / 2) ** 2;
  return 2 * EARTH * Math.asin(Math.min(1, Math.sqrt(half)));
}

/** « 850 m », « 3,4 km », « 27 km », as entremise/portal/public/distance.py says it. */
export function spoken(length) {
  if (length < 975) return `${Math.max(50, Math.round(length / 50) * 50)}${WIDE}m`;
  const kilometres = length / 1000;
  const text =
    length < 9950 ? kilometres.toFixed(1).replace(".", ",") : String(Math.round(kilometres));
  return `${text.replace(/\B(?=(\d{3})+$)/g, NARROW)}${WIDE}km`;
}

/**
 * The services of a list by distance from a point: that of their door, else of the nearest centre of
 * the communes where they work. Those that nobody can place are left out.
 */
export function nearest({ communes, services }, here, count = SHOWN) {
  const far = (service) => {
    if (service.point) return { service, length: metres(here, service.point), commune: "" };
    const places = service.communes
      .map((number) => communes[number])
      .filter(([, point]) => point)
      .map(([commune, point]) => ({ service, length: metres(here, point), commune }));
    return places.sort((one, other) => one.length - other.length)[0];
  };
  return services
    .map(far)
    .filter((found) => found && found.length <= FARTHEST)
    .sort((one, other) => one.length - other.length)
    .slice(0, count);
}

/** « accueil à 850 m », or « centre de Lille à 2 km » for a service that comes to people. */
export function farInWords({ length, commune }) {
  if (!commune) return `accueil à ${spoken(length)}`;
  return `centre de ${commune} à ${spoken(length)}`;
}

/** The sentence above the list. */
export function summary(found) {
  if (!found.length) return "Aucun service à moins de 150 km de vous.";
  const [{ service, length }] = found;
  const many = found.length > 1 ? `Les ${found.length} services les plus proches. ` : "";
  return `${many}Le plus proche : ${service.name}, à ${spoken(length)} à vol d’oiseau.`;
}

function card(template, found) {
  const item = template.content.cloneNode(true);
  const { service } = found;
  const now = service.now.charAt(0).toUpperCase() + service.now.slice(1);
  const words = { ...service, now, far: farInWords(found) };
  for (const slot of item.querySelectorAll("[data-slot]")) {
    slot.textContent = words[slot.dataset.slot] ?? "";
  }
  item.querySelector("[data-slot=name]").href = service.href;
  item
    .querySelector("[data-slot=now]")
    .closest("li")
    .classList.toggle("ent-service-open", service.open);
  const phone = item.querySelector("[data-slot=called]");
  if (service.phone) phone.href = `tel:${service.phone.replaceAll(" ", "")}`;
  else phone.closest("li").remove();
  return item;
}

const located = (geolocation) =>
  new Promise((resolve, reject) => {
    const options = { timeout: 15_000, maximumAge: 300_000 };
    geolocation.getCurrentPosition(resolve, reject, options);
  });

async function listed(address) {
  const response = await fetch(address, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new TypeError(response.statusText);
  return response.json();
}

/** What the button says and shows; `geolocation` is that of the browser. */
export function attachNearby(root, geolocation) {
  if (!geolocation) return;
  const [button, status] = [root.querySelector("button"), root.querySelector("[role=status]")];
  const list = root.querySelector("ol");
  const template = root.querySelector("template");
  const search = async () => {
    status.textContent = "Votre appareil cherche où il est…";
    const { coords } = await located(geolocation);
    status.textContent = "Classement des services…";
    const everything = await listed(root.dataset.list);
    const found = nearest(everything, [coords.longitude, coords.latitude]);
    list.replaceChildren(...found.map((one) => card(template, one)));
    status.textContent = summary(found);
  };
  button.addEventListener("click", async () => {
    button.disabled = true;
    list.replaceChildren();
    try {
      await search();
    } catch (error) {
      status.textContent = WHY[error.code] ?? NO_LIST;
    }
    button.disabled = false;
    button.focus();
  });
  root.hidden = false;
}

if (typeof document !== "undefined") {
  for (const root of document.querySelectorAll("[data-ent-nearby]")) {
    attachNearby(root, navigator.geolocation);
  }
}
