// A map one drags, zooms and walks with keys. The server draws it for the view of its address: a
// gesture moves what is on screen at once, then asks for what the new view shows. Every link works
// without this script.
import { Plane } from "./plane.js";

const STEP = 0.25;
const NEARER = 1.6;
const QUIET = 160;
const DRAG = 6;

const KEYS = {
  ArrowLeft: [-STEP, 0, 1],
  ArrowRight: [STEP, 0, 1],
  ArrowUp: [0, -STEP, 1],
  ArrowDown: [0, STEP, 1],
  "+": [0, 0, NEARER],
  "=": [0, 0, NEARER],
  "-": [0, 0, 1 / NEARER],
};

let waiting = null;
let asking = null;
let shown = location.search;

const atlas = () => document.querySelector("[data-ent-atlas]");

// The part of the page that follows the view, as the server draws it at an address.
async function show(address, { push = true, focus = "" } = {}) {
  clearTimeout(waiting);
  asking?.abort();
  asking = new AbortController();
  atlas().setAttribute("aria-busy", "true");
  const answer = await fetch(address, { signal: asking.signal }).catch(() => null);
  if (!answer?.ok) {
    // Cut off or asked again meanwhile: what is on screen stays.
    if (!asking.signal.aborted) atlas().removeAttribute("aria-busy");
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-ent-atlas]");
  if (!fresh) {
    location.assign(address);
    return;
  }
  const place = focus || document.activeElement?.id;
  atlas().replaceWith(fresh);
  attach(fresh);
  document.getElementById(place)?.focus({ preventScroll: !focus });
  remember(address, fresh, push);
}

// The address of what is shown: its view, not the gesture that led there.
function remember(address, fresh, push) {
  const query = new URLSearchParams(new URL(address, location.href).search);
  if (query.has("move") || query.has("view")) {
    query.delete("move");
    query.set("view", fresh.querySelector("[data-ent-map]").dataset.frame);
  }
  const search = query.toString().replaceAll("%2C", ",");
  shown = search ? `?${search}` : "";
  if (push && shown !== location.search) history.pushState(null, "", shown || location.pathname);
}

function moved(map, plane) {
  const query = new URLSearchParams(location.search);
  query.delete("after");
  query.set("view", map.dataset.frame);
  query.set("move", plane.gesture());
  return `?${query}`;
}

function later(map, plane) {
  clearTimeout(waiting);
  waiting = setTimeout(() => show(moved(map, plane)), QUIET);
}

function attachKeys(map, plane) {
  map.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "0") {
      event.preventDefault();
      document.querySelector("[data-step=whole]")?.click();
      return;
    }
    const gesture = KEYS[event.key];
    if (!gesture) return;
    event.preventDefault();
    plane.move(...gesture);
    later(map, plane);
  });
}

function attachWheel(map, plane) {
  map.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      plane.zoomAt(event.clientX, event.clientY, event.deltaY < 0 ? 1.15 : 1 / 1.15);
      later(map, plane);
    },
    { passive: false },
  );
  map.addEventListener("dblclick", (event) => {
    plane.zoomAt(event.clientX, event.clientY, 2);
    later(map, plane);
  });
}

// One pointer drags, two spread or pinch. A finger that goes up or down scrolls the page.
function attachPointers(map, plane) {
  const held = new Map();
  let travelled = 0;

  map.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    held.set(event.pointerId, event);
    travelled = held.size > 1 ? DRAG : 0;
  });
  map.addEventListener("pointermove", (event) => {
    const before = held.get(event.pointerId);
    if (!before) return;
    if (travelled < DRAG) {
      travelled = Math.hypot(event.clientX - before.clientX, event.clientY - before.clientY);
      if (travelled < DRAG) return;
      map.setPointerCapture(event.pointerId);
      map.dataset.held = "";
    }
    const other = [...held.values()].find((one) => one.pointerId !== event.pointerId);
    if (other) plane.pinch(other, before, event);
    else plane.drag(before, event);
    held.set(event.pointerId, event);
  });
  const release = (event) => {
    if (!held.delete(event.pointerId) || held.size) return;
    delete map.dataset.held;
    if (travelled >= DRAG) later(map, plane);
  };
  map.addEventListener("pointerup", release);
  map.addEventListener("pointercancel", release);
  // A drag that ends on a disc does not open it.
  map.addEventListener(
    "click",
    (event) => {
      if (travelled < DRAG) return;
      event.preventDefault();
      event.stopPropagation();
    },
    true,
  );
  map.addEventListener("dragstart", (event) => event.preventDefault());
}

// The list and the map point at each other; arrows walk the list.
function attachPlaces(root) {
  const list = root.querySelector("[data-ent-places]");
  if (!list) return;
  const near = (event, on) => {
    const key = event.target.closest("[data-pk]")?.dataset.pk;
    if (key) root.querySelector(`[data-keys~="${key}"]`)?.classList.toggle("ent-disc-near", on);
  };
  for (const [name, on] of [
    ["focusin", true],
    ["focusout", false],
    ["mouseover", true],
    ["mouseout", false],
  ]) {
    list.addEventListener(name, (event) => near(event, on));
  }
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const links = [...list.querySelectorAll("a")];
    const next = links[links.indexOf(document.activeElement) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}

function attachLinks(root) {
  root.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    const address = link?.getAttribute("href");
    if (!address?.startsWith("?") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const chosen = new URLSearchParams(location.search).get("pick");
    const opens = new URLSearchParams(address).get("pick");
    const back = "back" in link.dataset ? `lieu-${chosen}` : "";
    show(address, { focus: back || (opens && opens !== chosen ? "fiche" : "") });
  });
}

function attach(root) {
  const map = root.querySelector("[data-ent-map]");
  const plane = new Plane(map);
  attachKeys(map, plane);
  attachWheel(map, plane);
  attachPointers(map, plane);
  attachPlaces(root);
  attachLinks(root);
}

// Filters keep the view, unless another territory was chosen.
function attachFilters() {
  document.querySelector("form.ent-filters")?.addEventListener("formdata", ({ formData }) => {
    const query = new URLSearchParams(location.search);
    const same = ["region", "departement", "epci"].every(
      (name) => (formData.get(name) ?? "") === (query.get(name) ?? ""),
    );
    if (same && query.has("view")) formData.set("view", query.get("view"));
    for (const [name, value] of [...formData]) if (!value) formData.delete(name);
  });
}

if (atlas()) {
  attach(atlas());
  attachFilters();
  addEventListener("popstate", () => {
    if (location.search !== shown) show(location.href, { push: false });
  });
}
