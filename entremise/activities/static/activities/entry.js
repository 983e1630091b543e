/* The entry form without a network: what depends on a choice, and the position. */

const form = document.querySelector("[data-ent-entry]");

/** Shows a part of the form only while a radio has a value: data-ent-when="register=conflict". */
function follow(part) {
  const [name, wanted] = part.dataset.entWhen.split("=");
  const update = () => {
    part.hidden = form.elements[name]?.value !== wanted;
  };
  form.addEventListener("change", update);
  update();
}

/** Fills the hidden point with the position of the device, asked for on a click only. */
function locate(button) {
  if (!("geolocation" in navigator)) return;
  button.hidden = false;
  const said = form.querySelector("[data-ent-located]");
  button.addEventListener("click", () => {
    said.textContent = "Recherche de la position…";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.lon.value = coords.longitude.toFixed(5);
        form.elements.lat.value = coords.latitude.toFixed(5);
        // They were those of the former place.
        for (const name of ["commune", "qpv"]) form.elements[name].value = "";
        said.textContent = `Position trouvée à ${Math.round(coords.accuracy)} m près.`;
      },
      () => {
        said.textContent = "Position introuvable : choisissez la commune.";
      },
      { enableHighAccuracy: true, timeout: 10000 },
    );
  });
}

if (form) {
  for (const part of form.querySelectorAll("[data-ent-when]")) follow(part);
  for (const button of form.querySelectorAll("[data-ent-locate]")) locate(button);
  // A place typed by hand wins over a recent one left checked.
  form.elements.place_label?.addEventListener("input", () => {
    for (const radio of form.querySelectorAll('[name="recent_place"]:checked'))
      radio.checked = false;
  });
}
