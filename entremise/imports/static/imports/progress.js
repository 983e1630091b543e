// A table in the hands of a worker: asks how far it is every two seconds, then opens what came of it.
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
  return true;
}

async function follow(place) {
  let goOn = true;
  while (goOn) {
    await new Promise((wake) => setTimeout(wake, EVERY));
    // Without network, keep what is on screen and ask again later.
    goOn = await refresh(place).catch(() => true);
  }
}

for (const place of document.querySelectorAll("[data-ent-progress]")) follow(place);
