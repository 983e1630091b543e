// A report being produced: asks for its state every two seconds, and opens it once it is ready.
const EVERY = 2000;
const READY = 286;

async function refresh(place) {
  const answer = await fetch(place.dataset.entProgress, {
    headers: { "X-Requested-With": "fetch" },
  });
  if (answer.status === READY) {
    location.reload();
    return false;
  }
  if (answer.ok) place.innerHTML = await answer.text();
  return !place.querySelector("[data-ent-stop]");
}

async function follow(place) {
  let goOn = !place.querySelector("[data-ent-stop]");
  while (goOn) {
    await new Promise((wake) => setTimeout(wake, EVERY));
    // Without network, keep what is on screen and ask again later.
    goOn = await refresh(place).catch(() => true);
  }
}

for (const place of document.querySelectorAll("[data-ent-progress]")) follow(place);
