// Boxes are moved by mouse, finger or arrow keys, and Python is told where they are put down.

const STEP = 0.1; // of a box, an arrow key moves it; with Shift, a whole one
const STILL = 4; // pixels a finger may tremble without moving a box
const EDGE = 28; // pixels from the edge where a held box makes the surface scroll
const PAUSE = 500; // milliseconds after the last arrow key
const TOWARD = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** A surface that is worked on. */
class Hand extends Surface {
  constructor(parent, view) {
    super(parent, view);
    const on = (name, heard) => this.boxes.addEventListener(name, (event) => heard.call(this, event));
    on("pointerdown", this.take);
    on("pointermove", this.carry);
    on("pointerup", this.drop);
    on("lostpointercapture", this.cancel);
    on("keydown", this.press);
    on("focusout", this.tell);
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

  pointed(event) {
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
    const [place, at] = [this.places.at(i), this.pointed(event)];
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
    if (!held.moves) {
      held.moves = true;
      held.box.classList.add("held");
      this.mark(held.i, true);
      this.scroll(held);
    }
    this.follow();
  }

  /** The held box goes where the pointer is, on the sheet. */
  follow() {
    const { i, grip, last } = this.held;
    const { left, right, top, bottom } = this.ends;
    const { width, height } = this.places.at(i);
    const at = this.pointed(last);
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
    this.mark(i, false);
    this.name(i);
  }

  press(event) {
    if (event.key === "Escape") return this.cancel();
    const toward = TOWARD[event.key];
    if (!toward || this.held || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const i = [...this.boxes.children].indexOf(event.target.closest(".box"));
    const [step, place] = [event.shiftKey ? 1 : STEP, this.places.at(i)];
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
    const { x, y, width, height } = this.places.at(i);
    const { left, right, top, bottom } = this.ends;
    const wide = x - width / 2 < left || x + width / 2 > right;
    if (wide || y - height / 2 < top || y + height / 2 > bottom) this.measure();
    this.boxes.children[i].scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}

const surfaces = new WeakMap(); // Streamlit calls again whenever Python says something else

export default function ({ parentElement, data, setTriggerValue }) {
  const view = parentElement.querySelector(".surface");
  if (!surfaces.has(view)) surfaces.set(view, new Hand(parentElement, view));
  const surface = surfaces.get(view);
  surface.python = (said) => setTriggerValue("dropped", said);
  return surface.show(data);
}
