// Boxes that a person moves by mouse, finger or arrow keys. Places are those of the layout: x across,
// y down, in widths and heights of a box. Names come from strangers: they are text, never markup.

const STEP = 0.1; // of a box, an arrow key moves it; with Shift, a whole one
const SPARE = 0.8; // room around everything, for a box to be moved out into
const ACROSS = [84, 140]; // pixels of one unit, at least and at most; a narrow page scrolls
const DOWN = [44, 56];
const LEAST = { across: 14, down: 22 }; // where all of it is to be in sight
const HIGH = 640; // pixels that all rows should fit into
const NAMED = 56; // pixels of a box that has room for a name; narrower ones show the id
const LINE = 15.4; // pixels of a line of text
const HEAD = 9; // pixels of an arrow's head
const STILL = 4; // pixels a finger may tremble without moving a box
const EDGE = 28; // pixels from the edge where a held box makes the surface scroll
const PAUSE = 500; // milliseconds after the last arrow key
const TOWARD = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const within = (value, [least, most]) => Math.min(Math.max(value, least), most);
const tenth = (value) => Math.round(value * 10) / 10;

/** Where a line from the centre of a box to that of another leaves the box. */
function meeting(place, other) {
  const [dx, dy] = [other.x - place.x, other.y - place.y];
  const far = Math.max(Math.abs(dx) / (place.width / 2), Math.abs(dy) / (place.height / 2));
  return far > 1 ? [place.x + dx / far, place.y + dy / far] : [other.x, other.y];
}

/** An arrow's head at the end of the line from one point to another, in pixels. */
function head([fromX, fromY], [x, y], size) {
  const long = Math.hypot(x - fromX, y - fromY) || 1;
  const [dx, dy] = [((x - fromX) / long) * size, ((y - fromY) / long) * size];
  const [left, right] = [0.45, -0.45].map((side) => [x - dx - dy * side, y - dy + dx * side]);
  return `M ${left} L ${[x, y]} L ${right} Z`;
}

function made(name, parent, words = {}) {
  const svg = parent instanceof SVGElement;
  const one = svg
    ? document.createElementNS("http://www.w3.org/2000/svg", name)
    : document.createElement(name);
  for (const [word, value] of Object.entries(words)) one.setAttribute(word, value);
  return parent.appendChild(one);
}

class Surface {
  constructor(parent, view) {
    this.view = view;
    for (const part of ["whole", "sheet", "rows", "frames", "arrows", "boxes", "said"]) {
      this[part] = parent.querySelector(`.${part}`);
    }
    this.all = this.whole.querySelector("input");
    this.all.addEventListener("change", () => this.measure());
    this.mine = new Map(); // id to place and turn, until Python has answered; turn 0: not yet told
    this.turn = 0;
    this.ids = [];
    this.resized = new ResizeObserver(() => this.held || this.measure());
    const on = (name, heard) => this.boxes.addEventListener(name, (event) => heard.call(this, event));
    on("pointerdown", this.take);
    on("pointermove", this.carry);
    on("pointerup", this.drop);
    on("lostpointercapture", this.cancel);
    on("keydown", this.press);
    on("focusout", this.tell);
  }

  /** What Python says now; of places only those count here that it has not answered yet. */
  show(drawing) {
    this.drawing = drawing;
    this.turn = Math.max(this.turn, drawing.turn);
    for (const [id, own] of this.mine) {
      if (own.turn && own.turn <= drawing.turn) this.mine.delete(id);
    }
    this.fill();
    if (this.held) this.drawAll();
    else this.measure();
    this.resized.observe(this.view);
    return () => this.resized.disconnect();
  }

  fill() {
    const { boxes, frames, links, rows } = this.drawing;
    const ids = boxes.map((box) => box.id);
    if (ids.length !== this.ids.length || ids.some((id, i) => id !== this.ids[i])) {
      this.held = null;
      this.boxes.replaceChildren(); // others than before; the same keep the focus and the pointer
      ids.forEach(() => this.box());
      this.ids = ids;
    }
    boxes.forEach((box, i) => {
      const [id, name, under] = this.boxes.children[i].children;
      id.textContent = box.id;
      name.textContent = box.name;
      under.textContent = box.under;
      this.boxes.children[i].title = box.name;
    });
    this.frames.replaceChildren();
    frames.forEach((frame) => {
      made("div", made("div", this.frames, { class: "frame" })).textContent = frame.name;
    });
    this.rows.replaceChildren();
    rows.forEach((row) => (made("div", made("div", this.rows)).textContent = row.word));
    this.arrows.replaceChildren();
    this.links = links.map((link) => {
      const arrow = made("g", this.arrows, { class: link.look });
      return { ...link, line: made("path", arrow), heads: made("path", arrow, { class: "head" }) };
    });
    this.framed = frames.map((frame) => {
      const of = (axis) => frame.members.map((i) => boxes[i][axis]);
      const spread = (axis) => Math.max(...of(axis)) - Math.min(...of(axis));
      return { ...frame, wide: frame.width - spread("x"), high: frame.height - spread("y") };
    });
  }

  box() {
    const box = made("div", this.boxes, {
      class: "box", role: "button", tabindex: 0,
      "aria-roledescription": "box that can be moved", "aria-describedby": "how",
    });
    made("span", box, { class: "id" });
    made("span", box, { class: "name" });
    made("span", box, { class: "under" });
  }

  /** Where a box stands by now, or a frame: around its members, wherever they were put. */
  place(i) {
    const { boxes } = this.drawing;
    if (i < boxes.length) return { ...boxes[i], ...this.mine.get(boxes[i].id) };
    const frame = this.framed[i - boxes.length];
    const members = frame.members.map((member) => this.place(member));
    const ends = (axis) => members.map((member) => member[axis]);
    const [left, right] = [Math.min(...ends("x")), Math.max(...ends("x"))];
    const [top, bottom] = [Math.min(...ends("y")), Math.max(...ends("y"))];
    const middle = { x: (left + right) / 2, y: (top + bottom) / 2 };
    return { ...middle, width: right - left + frame.wide, height: bottom - top + frame.high };
  }

  moved(i) {
    const { boxes } = this.drawing;
    const members = i < boxes.length ? [i] : this.framed[i - boxes.length].members;
    return members.some((member) => this.mine.has(boxes[member].id));
  }

  /** The way of an arrow: as it is drawn above; straight as soon as one of its boxes moves. */
  way(link) {
    if (!this.moved(link.tail) && !this.moved(link.head)) return link.points;
    const [tail, end] = [this.place(link.tail), this.place(link.head)];
    const upwards = [[tail.x, tail.y - tail.height / 2], [end.x, end.y + end.height / 2]];
    const stands = link.look !== "quiet" && upwards[0][1] > upwards[1][1];
    return stands ? upwards : [meeting(tail, end), meeting(end, tail)];
  }

  every() {
    return Array.from({ length: this.drawing.boxes.length + this.framed.length }, (_, i) => i);
  }

  /** How large everything is; what was at the left and upper edge stays there. */
  measure() {
    if (!this.view.clientWidth) return; // folded away
    const places = this.every().map((i) => this.place(i));
    const bends = this.drawing.links.flatMap((link) => link.points);
    const { rows } = this.drawing;
    const xs = places.flatMap((p) => [p.x - p.width / 2, p.x + p.width / 2]);
    const ys = places.flatMap((p) => [p.y - p.height / 2, p.y + p.height / 2]);
    xs.push(...bends.map(([x]) => x));
    ys.push(...bends.map(([, y]) => y), ...rows.flatMap((row) => [row.top, row.bottom]));
    let [left, right] = [Math.min(...xs) - SPARE, Math.max(...xs) + SPARE];
    const [top, bottom] = [Math.min(...ys) - SPARE, Math.max(...ys) + SPARE];
    const before = this.ends && {
      x: this.ends.left + this.view.scrollLeft / this.across,
      y: this.ends.top + this.view.scrollTop / this.down,
    };
    const { checked } = this.all;
    const high = Math.min(HIGH, 0.75 * window.innerHeight);
    const least = checked ? LEAST : { across: ACROSS[0], down: DOWN[0] };
    this.across = within(this.view.clientWidth / (right - left), [least.across, ACROSS[1]]);
    this.down = within(high / (bottom - top), [least.down, DOWN[1]]);
    const spare = Math.max(this.view.clientWidth / this.across - (right - left), 0) / 2;
    [left, right] = [left - spare, right + spare];
    this.ends = { left, right, top, bottom };
    this.sheet.style.width = `${Math.floor((right - left) * this.across)}px`;
    this.sheet.style.height = `${Math.round((bottom - top) * this.down)}px`;
    this.view.scrollLeft = before
      ? (before.x - left) * this.across
      : (this.sheet.offsetWidth - this.view.clientWidth) / 2;
    if (before) this.view.scrollTop = (before.y - top) * this.down;
    this.lettering();
    this.drawAll();
  }

  /** How much of a name a box has room for. */
  lettering() {
    const { view } = this;
    const narrow = Math.min(...this.drawing.boxes.map((box) => box.width)) * this.across < NAMED;
    const hidden = this.sheet.offsetWidth > view.clientWidth || this.sheet.offsetHeight > view.clientHeight;
    view.classList.toggle("narrow", narrow);
    view.style.setProperty("--lines", Math.max(Math.floor((this.down - 3) / LINE), 1));
    this.whole.hidden = !hidden && !this.all.checked;
  }

  drawAll() {
    this.every().forEach((i) => this.put(i));
    this.links.forEach((link) => this.draw(link));
    this.drawing.rows.forEach((row, i) => {
      const band = this.rows.children[i].style;
      band.top = `${(row.top - this.ends.top) * this.down}px`;
      band.height = `${(row.bottom - row.top) * this.down}px`;
    });
  }

  /** Draw what follows from the place of one box. */
  redraw(i) {
    const holds = (frame) => frame.members.includes(i);
    const first = this.drawing.boxes.length;
    const changed = [i, ...this.framed.flatMap((frame, j) => (holds(frame) ? [first + j] : []))];
    changed.forEach((one) => this.put(one));
    this.links
      .filter((link) => changed.includes(link.tail) || changed.includes(link.head))
      .forEach((link) => this.draw(link));
  }

  pixels([x, y]) {
    return [(x - this.ends.left) * this.across, (y - this.ends.top) * this.down];
  }

  put(i) {
    const { x, y, width, height } = this.place(i);
    const first = this.drawing.boxes.length;
    const one = i < first ? this.boxes.children[i] : this.frames.children[i - first];
    const [left, top] = this.pixels([x - width / 2, y - height / 2]);
    one.style.transform = `translate(${left}px, ${top}px)`;
    one.style.width = `${width * this.across}px`;
    one.style.height = `${height * this.down}px`;
    if (i < first && !this.held) this.name(i);
  }

  name(i) {
    const { name, under, x, y } = this.place(i);
    const said = [name, under, `across ${x.toFixed(1)}`, `down ${y.toFixed(1)}`];
    const label = said.filter(Boolean).join(", ");
    this.boxes.children[i].setAttribute("aria-label", label);
    return label;
  }

  draw(link) {
    const points = this.way(link).map((point) => this.pixels(point));
    link.line.setAttribute("d", `M ${points.join(" L ")}`);
    const size = Math.min(HEAD, this.down / 5);
    const there = head(points.at(-2), points.at(-1), size);
    const back = link.both ? head(points[1], points[0], size) : "";
    link.heads.setAttribute("d", `${there} ${back}`);
  }

  move(i, x, y) {
    const { id } = this.drawing.boxes[i];
    const { far } = this.drawing;
    this.mine.set(id, { x: within(x, [-far, far]), y: within(y, [-far, far]), turn: 0 });
    this.redraw(i);
  }

  /** Tell Python every place it has not answered: two that come close together are both kept. */
  tell() {
    clearTimeout(this.waiting);
    const untold = [...this.mine.values()].filter((own) => !own.turn);
    if (this.held || !untold.length) return;
    this.turn += 1;
    untold.forEach((own) => (own.turn = this.turn));
    const boxes = [...this.mine].map(([id, own]) => [id, own.x, own.y]);
    this.python({ turn: this.turn, boxes });
  }

  place_of(event) {
    const sheet = this.sheet.getBoundingClientRect();
    return {
      x: this.ends.left + (event.clientX - sheet.left) / this.across,
      y: this.ends.top + (event.clientY - sheet.top) / this.down,
    };
  }

  take(event) {
    const box = event.target.closest(".box");
    if (!box || this.held || event.button) return;
    this.tell();
    const i = [...this.boxes.children].indexOf(box);
    const [place, at] = [this.place(i), this.place_of(event)];
    const before = this.mine.get(place.id);
    const grip = { x: at.x - place.x, y: at.y - place.y };
    this.held = { i, id: place.id, box, before, grip, start: event, last: event, moves: false };
    box.setPointerCapture(event.pointerId);
  }

  carry(event) {
    const { held } = this;
    if (!held || event.pointerId !== held.start.pointerId) return;
    held.last = event;
    const far = [event.clientX - held.start.clientX, event.clientY - held.start.clientY];
    if (!held.moves && Math.hypot(...far) < STILL) return;
    if (!held.moves) this.scroll(held);
    held.moves = true;
    held.box.classList.add("held");
    this.follow();
  }

  /** The held box goes where the pointer is, on the sheet. */
  follow() {
    const { i, grip, last } = this.held;
    const { left, right, top, bottom } = this.ends;
    const { width, height } = this.place(i);
    const at = this.place_of(last);
    const x = within(at.x - grip.x, [left + width / 2, right - width / 2]);
    const y = within(at.y - grip.y, [top + height / 2, bottom - height / 2]);
    this.move(i, tenth(x), tenth(y));
  }

  /** A box held at the edge of the surface moves on over what cannot be seen yet. */
  scroll(held) {
    if (this.held !== held) return;
    const view = this.view.getBoundingClientRect();
    const push = (at, low, high) => Math.min(at - low - EDGE, 0) + Math.max(at - high + EDGE, 0);
    const { clientX, clientY } = held.last;
    const [x, y] = [this.view.scrollLeft, this.view.scrollTop];
    this.view.scrollLeft += within(push(clientX, view.left, view.right) / 3, [-12, 12]);
    this.view.scrollTop += within(push(clientY, view.top, view.bottom) / 3, [-12, 12]);
    if (x !== this.view.scrollLeft || y !== this.view.scrollTop) this.follow();
    requestAnimationFrame(() => this.scroll(held));
  }

  drop(event) {
    const { held } = this;
    if (!held || event.pointerId !== held.start.pointerId) return;
    this.release();
    if (held.moves) this.tell();
    else this.measure();
  }

  cancel() {
    const { held } = this;
    if (!held) return;
    this.release();
    if (held.before) this.mine.set(held.id, held.before);
    else this.mine.delete(held.id);
    this.measure();
  }

  release() {
    const { box, i } = this.held;
    this.held = null;
    box.classList.remove("held");
    this.name(i);
  }

  press(event) {
    if (event.key === "Escape") return this.cancel();
    const toward = TOWARD[event.key];
    if (!toward || this.held || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const i = [...this.boxes.children].indexOf(event.target.closest(".box"));
    const [step, place] = [event.shiftKey ? 1 : STEP, this.place(i)];
    const [x, y] = toward.map((way, axis) => {
      const now = axis ? place.y : place.x;
      return way ? tenth(now + way * step) : now;
    });
    this.move(i, x, y);
    this.stretch(i);
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => {
      this.said.textContent = this.name(i);
      this.tell();
    }, PAUSE);
  }

  /** A larger sheet for a box that left it; the box stays in sight. */
  stretch(i) {
    const { x, y, width, height } = this.place(i);
    const { left, right, top, bottom } = this.ends;
    const wide = x - width / 2 < left || x + width / 2 > right;
    if (wide || y - height / 2 < top || y + height / 2 > bottom) this.measure();
    this.boxes.children[i].scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}

const surfaces = new WeakMap(); // Streamlit calls again whenever Python says something else

export default function ({ parentElement, data, setTriggerValue }) {
  const view = parentElement.querySelector(".surface");
  if (!surfaces.has(view)) surfaces.set(view, new Surface(parentElement, view));
  const surface = surfaces.get(view);
  surface.python = (said) => setTriggerValue("dropped", said);
  return surface.show(data);
}
