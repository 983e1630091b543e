// Drawing an area: points on the map and lines of the field are the same thing, whichever changes.
import { Plane } from "./plane.js";

// As in mercator.py.
const WORLD = 2 ** 22;
const WEST = 2020000;
const NORTH = 1380000;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const NUDGE = 0.008;

function project([lat, lon]) {
  const north = Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI;
  return [((lon + 180) / 360) * WORLD - WEST, ((1 - north) / 2) * WORLD - NORTH];
}

function unproject([x, y]) {
  const north = Math.PI * (1 - (2 * (y + NORTH)) / WORLD);
  return [(Math.atan(Math.sinh(north)) * 180) / Math.PI, ((x + WEST) / WORLD) * 360 - 180];
}

function readPoint(line) {
  const point = line.replace(";", ",").split(",").map(Number);
  return point.length === 2 && point.every(Number.isFinite) ? point : null;
}

// Surfaces, each a list of [latitude, longitude]; lines that are no point yet are passed over.
function read(text) {
  return text
    .split(/\n\s*\n/)
    .map((part) =>
      part
        .split("\n")
        .filter((line) => line.trim())
        .map(readPoint)
        .filter(Boolean),
    )
    .filter((ring) => ring.length);
}

const written = ([lat, lon]) => `${lat.toFixed(5)}, ${lon.toFixed(5)}`;

class Drawing {
  constructor(form) {
    this.field = form.querySelector("[name=points]");
    this.map = form.querySelector("[data-ent-map]");
    this.path = form.querySelector("[data-area]");
    this.handles = form.querySelector("[data-handles]");
    this.told = form.querySelector("[data-told]");
    this.plane = new Plane(this.map);
    this.rings = read(this.field.value);
    this.field.addEventListener("input", () => {
      this.rings = read(this.field.value);
      this.draw();
    });
    this.attach();
    this.draw();
  }

  say(words) {
    this.told.textContent = words;
  }

  write() {
    this.field.value = this.rings.map((ring) => ring.map(written).join("\n")).join("\n\n");
    this.draw();
  }

  add(point) {
    if (!this.rings.length) this.rings.push([]);
    this.rings.at(-1).push(point);
    this.write();
    this.say(`Point ajouté : ${this.rings.at(-1).length} points.`);
  }

  remove(ring, index) {
    this.rings[ring].splice(index, 1);
    this.rings = this.rings.filter((one) => one.length);
    this.write();
    this.say("Point retiré.");
    (
      this.handles.querySelector(`[data-at="${ring}-${Math.max(index - 1, 0)}"]`) ?? this.map
    ).focus();
  }

  moveTo(ring, index, place) {
    this.rings[ring][index] = unproject(place);
    this.write();
  }

  draw() {
    const outline = (ring) => `M${ring.map((point) => project(point).join(" ")).join("L")}z`;
    this.path.setAttribute("d", this.rings.map(outline).join(""));
    const wanted = this.rings.flatMap((ring, r) => ring.map((point, i) => [r, i, point]));
    while (this.handles.children.length > wanted.length) this.handles.lastChild.remove();
    wanted.forEach(([r, i, point], place) => {
      this.handle(place, r, i, point);
    });
  }

  handle(place, r, i, point) {
    const button = this.handles.children[place] ?? this.handles.appendChild(newHandle());
    button.dataset.at = `${r}-${i}`;
    button.setAttribute("aria-label", `Point ${i + 1} du contour ${r + 1} : ${written(point)}`);
    const [x, y] = project(point);
    const { seen } = this.plane;
    button.style.left = `${((x - seen.x) / seen.side + 0.5) * 100}%`;
    button.style.top = `${((y - seen.y) / seen.side + 0.5) * 100}%`;
  }

  attach() {
    let held = null;
    this.map.addEventListener("pointerdown", (event) => {
      const handle = event.target.closest("[data-at]");
      held = handle ? handle.dataset.at.split("-").map(Number) : null;
      if (held) this.map.setPointerCapture(event.pointerId);
    });
    this.map.addEventListener("pointermove", (event) => {
      if (held) this.moveTo(...held, this.plane.at(event.clientX, event.clientY));
    });
    this.map.addEventListener("pointerup", (event) => {
      if (!held && !event.button) this.add(unproject(this.plane.at(event.clientX, event.clientY)));
      held = null;
    });
    this.map.addEventListener("keydown", (event) => this.press(event));
  }

  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = event.target.dataset.at?.split("-").map(Number);
    if (!(at ? this.pressPoint(event.key, ...at) : this.pressMap(event.key))) return;
    event.preventDefault();
  }

  pressPoint(key, ring, index) {
    const { side } = this.plane.seen;
    if (key in ARROWS) {
      const [x, y] = project(this.rings[ring][index]);
      const [east, south] = ARROWS[key].map((one) => one * NUDGE * side);
      this.moveTo(ring, index, [x + east, y + south]);
      this.say(written(this.rings[ring][index]));
      return true;
    }
    if (key !== "Delete" && key !== "Backspace") return false;
    this.remove(ring, index);
    return true;
  }

  pressMap(key) {
    const { seen } = this.plane;
    if (key in ARROWS) this.plane.move(...ARROWS[key].map((one) => one / 5));
    else if (key === "+" || key === "=") this.plane.move(0, 0, 1.6);
    else if (key === "-") this.plane.move(0, 0, 1 / 1.6);
    else if (key === "Enter") this.add(unproject([seen.x, seen.y]));
    else return false;
    this.draw();
    return true;
  }
}

function newHandle() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "ent-handle";
  return button;
}

for (const form of document.querySelectorAll("[data-ent-area]")) {
  if (form.querySelector("[data-ent-map]")) new Drawing(form);
}
