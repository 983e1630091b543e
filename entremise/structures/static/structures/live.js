// The list follows what is typed in its filters, and says how many rows it holds. Without script, or
// without network, the button of the form does the same.
const PAUSE = 150;
const form = document.querySelector("form.ent-filters");
const list = document.querySelector("[data-ent-live]");
const said = document.querySelector("[data-ent-live-said]");
const exported = document.querySelectorAll("[data-ent-export]");
let waiting;
let turn = 0;

function asked() {
  const query = new URLSearchParams(new FormData(form));
  for (const [name, value] of [...query]) if (!value) query.delete(name);
  const text = query.toString();
  return text ? `${location.pathname}?${text}` : location.pathname;
}

async function refresh() {
  const mine = ++turn;
  const address = asked();
  const answer = await fetch(address, { headers: { "X-Requested-With": "fetch" } });
  // A later question has been asked meanwhile: its answer is the one to show.
  if (!answer.ok || mine !== turn) return;
  list.innerHTML = await answer.text();
  said.textContent = list.querySelector("[data-ent-count]")?.textContent ?? "";
  history.replaceState(null, "", address);
  for (const link of exported) link.search = location.search;
}

if (form && list) {
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => refresh().catch(() => {}), PAUSE);
  });
}
