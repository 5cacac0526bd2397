// What is on the surface, in pixels. Names come from strangers: they are text, never markup.

const ACROSS = [84, 140]; // pixels of one unit, at least and at most; a narrow page scrolls
const DOWN = [44, 56];
const LEAST = { across: 14, down: 22 }; // where all of it is to be in sight
const HIGH = 640; // pixels that all rows should fit into
const NAMED = 56; // pixels of a box that has room for a name; narrower ones show the id
const LINE = 13.8; // pixels of a line of text, as in style.css
const HEAD = 9; // pixels of an arrow's head
const TIGHT = 0.6; // of a box: so much of the room around everything may be used up
const OUTWARDS = [["left", -1], ["top", -1], ["right", 1], ["bottom", 1]];

/** The drawing, with boxes that can be moved. */
class Surface {
  constructor(parent, view) {
    this.view = view;
    for (const part of ["whole", "sheet", "rows", "frames", "arrows", "boxes", "said"]) {
      this[part] = parent.querySelector(`.${part}`);
    }
    this.all = this.whole.querySelector("input");
    this.all.addEventListener("change", () => this.measure(true));
    this.mine = new Map(); // id to place and turn, until Python has answered; turn 0: not yet told
    this.held = null; // the box in hand
    this.turn = 0;
    this.ids = [];
    this.resized = new ResizeObserver(() => {
      if (!this.held && this.view.clientWidth !== this.wide) this.measure(true);
    });
  }

  /** What Python says now; of places only those count here that it has not answered yet. */
  show(drawing) {
    this.drawing = drawing;
    this.places = new Places(drawing, this.mine);
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

  /** How large everything is. Once a box was moved, the sheet only grows, lest everything jumps. */
  measure(anew = !this.drawing.arranged && !this.mine.size) {
    this.wide = this.view.clientWidth;
    if (!this.wide) return; // folded away
    const [before, ends] = [this.ends, this.places.extent()];
    const seen = before && {
      x: before.left + this.view.scrollLeft / this.across,
      y: before.top + this.view.scrollTop / this.down,
    };
    if (before && !anew) {
      for (const [end, out] of OUTWARDS) {
        if ((ends[end] - before[end]) * out < TIGHT) ends[end] = before[end];
      }
    }
    this.scale(ends);
    const spare = Math.max(this.wide / this.across - (ends.right - ends.left), 0) / 2;
    this.ends = { ...ends, left: ends.left - spare, right: ends.right + spare };
    const { left, right, top, bottom } = this.ends;
    this.sheet.style.width = `${Math.floor((right - left) * this.across)}px`;
    this.sheet.style.height = `${Math.round((bottom - top) * this.down)}px`;
    const middle = (this.sheet.offsetWidth - this.wide) / 2;
    this.view.scrollLeft = seen ? (seen.x - left) * this.across : middle;
    this.view.scrollTop = seen ? (seen.y - top) * this.down : 0;
    this.lettering();
    this.drawAll();
  }

  scale({ left, right, top, bottom }) {
    const least = this.all.checked ? LEAST : { across: ACROSS[0], down: DOWN[0] };
    const high = Math.min(HIGH, 0.75 * window.innerHeight);
    this.across = within(this.wide / (right - left), [least.across, ACROSS[1]]);
    this.down = within(high / (bottom - top), [least.down, DOWN[1]]);
  }

  /** How much of a name a box has room for. */
  lettering() {
    const { view } = this;
    const narrow = Math.min(...this.drawing.boxes.map((box) => box.width)) * this.across < NAMED;
    const { offsetWidth, offsetHeight } = this.sheet;
    const hidden = offsetWidth > view.clientWidth || offsetHeight > view.clientHeight;
    view.classList.toggle("narrow", narrow);
    view.style.setProperty("--lines", Math.max(Math.floor((this.down - 3) / LINE), 1));
    this.whole.hidden = !hidden && !this.all.checked;
  }

  drawAll() {
    this.places.every.forEach((i) => this.put(i));
    this.links.forEach((link) => this.draw(link));
    this.drawing.rows.forEach((row, i) => {
      const band = this.rows.children[i].style;
      band.top = `${(row.top - this.ends.top) * this.down}px`;
      band.height = `${(row.bottom - row.top) * this.down}px`;
    });
  }

  arrowsAt(places) {
    return this.links.filter((link) => places.includes(link.tail) || places.includes(link.head));
  }

  /** Draw what follows from the place of one box. */
  redraw(i) {
    const changed = this.places.around(i);
    changed.forEach((one) => this.put(one));
    this.arrowsAt(changed).forEach((link) => this.draw(link));
  }

  /** The arrows of the held box stand out. */
  mark(i, held) {
    this.arrowsAt([i]).forEach((link) => link.line.parentNode.classList.toggle("near", held));
  }

  pixels([x, y]) {
    return [(x - this.ends.left) * this.across, (y - this.ends.top) * this.down];
  }

  put(i) {
    const { x, y, width, height } = this.places.at(i);
    const first = this.drawing.boxes.length;
    const one = i < first ? this.boxes.children[i] : this.frames.children[i - first];
    const [left, top] = this.pixels([x - width / 2, y - height / 2]);
    one.style.transform = `translate(${left}px, ${top}px)`;
    one.style.width = `${width * this.across}px`;
    one.style.height = `${height * this.down}px`;
    if (i < first && !this.held) this.name(i);
  }

  name(i) {
    const { name, under, x, y } = this.places.at(i);
    const said = [name, under, `across ${x.toFixed(1)}`, `down ${y.toFixed(1)}`];
    const label = said.filter(Boolean).join(", ");
    this.boxes.children[i].setAttribute("aria-label", label);
    return label;
  }

  draw(link) {
    const points = this.places.way(link).map((point) => this.pixels(point));
    link.line.setAttribute("d", `M ${points.join(" L ")}`);
    const size = Math.min(HEAD, this.down / 5);
    const there = head(points.at(-2), points.at(-1), size);
    const back = link.both ? head(points[1], points[0], size) : "";
    link.heads.setAttribute("d", `${there} ${back}`);
  }
}
