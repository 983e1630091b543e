// The square of the plane that a map shows: moved on screen at once, told to the server as one
// gesture, « east,south,times nearer », in shares of the square it had drawn.
const LEAST = 0.02;
const MOST = 60;

export class Plane {
  constructor(map) {
    this.map = map;
    this.ground = map.querySelector(".ent-map-ground");
    this.marks = [...map.querySelectorAll(".ent-map-marks > svg")];
    const [left, top, side] = map.dataset.box.split(" ").map(Number);
    this.drawn = { x: left + side / 2, y: top + side / 2, side };
    this.seen = { ...this.drawn };
  }

  gesture() {
    const { drawn, seen } = this;
    const east = (seen.x - drawn.x) / drawn.side;
    const south = (seen.y - drawn.y) / drawn.side;
    return [east, south, drawn.side / seen.side].map((share) => share.toFixed(5)).join(",");
  }

  // East and south in shares of what is seen.
  move(east, south, times = 1) {
    const { drawn, seen } = this;
    const far = 1.9 * drawn.side;
    const held = (value, middle) => Math.min(Math.max(value, middle - far), middle + far);
    const side = Math.min(Math.max(seen.side / times, drawn.side * LEAST), drawn.side * MOST);
    this.seen = {
      x: held(seen.x + east * seen.side, drawn.x),
      y: held(seen.y + south * seen.side, drawn.y),
      side,
    };
    this.draw();
  }

  // A point of the screen as shares of what is seen, from the middle.
  share(clientX, clientY) {
    const { left, top, width } = this.map.getBoundingClientRect();
    return [(clientX - left) / width - 0.5, (clientY - top) / width - 0.5];
  }

  zoomAt(clientX, clientY, times) {
    const [east, south] = this.share(clientX, clientY);
    const kept = 1 - 1 / times;
    this.move(east * kept, south * kept, times);
  }

  drag(from, to) {
    const [x, y] = this.share(from.clientX, from.clientY);
    const [east, south] = this.share(to.clientX, to.clientY);
    this.move(x - east, y - south);
  }

  pinch(still, from, to) {
    const span = (one) => Math.hypot(one.clientX - still.clientX, one.clientY - still.clientY);
    if (span(from) && span(to)) this.zoomAt(still.clientX, still.clientY, span(to) / span(from));
  }

  // A point of the screen in units of the plane.
  at(clientX, clientY) {
    const [east, south] = this.share(clientX, clientY);
    return [this.seen.x + east * this.seen.side, this.seen.y + south * this.seen.side];
  }

  place(mark) {
    const { x, y, side } = this.seen;
    mark.setAttribute("x", `${((Number(mark.dataset.x) - x) / side + 0.5) * 100}%`);
    mark.setAttribute("y", `${((Number(mark.dataset.y) - y) / side + 0.5) * 100}%`);
  }

  draw() {
    const { x, y, side } = this.seen;
    this.ground.setAttribute("viewBox", `${x - side / 2} ${y - side / 2} ${side} ${side}`);
    for (const mark of this.marks) this.place(mark);
  }
}
