// Where everything is, in the units of the layout: x across, y down, in widths and heights of a box.

const SPARE = 0.8; // room around everything, for a box to be moved out into

/** The drawing as Python says it, but for the boxes in `mine`: id to place. */
class Places {
  constructor({ boxes, frames, links, rows }, mine) {
    this.boxes = boxes;
    this.links = links;
    this.rows = rows;
    this.mine = mine;
    this.frames = frames.map((frame) => {
      const [left, right] = span(frame.members.map((i) => boxes[i].x));
      const [top, bottom] = span(frame.members.map((i) => boxes[i].y));
      return { ...frame, wide: frame.width - (right - left), high: frame.height - (bottom - top) };
    });
  }

  /** The positions of all boxes, then of all frames. */
  get every() {
    return Array.from({ length: this.boxes.length + this.frames.length }, (_, i) => i);
  }

  /** Where a box stands by now, or a frame: around its members, wherever they were put. */
  at(i) {
    const frame = this.frames[i - this.boxes.length];
    if (!frame) return { ...this.boxes[i], ...this.mine.get(this.boxes[i].id) };
    const members = frame.members.map((member) => this.at(member));
    const [left, right] = span(members.map((member) => member.x));
    const [top, bottom] = span(members.map((member) => member.y));
    const middle = { x: (left + right) / 2, y: (top + bottom) / 2 };
    return { ...middle, width: right - left + frame.wide, height: bottom - top + frame.high };
  }

  moved(i) {
    const frame = this.frames[i - this.boxes.length];
    return (frame ? frame.members : [i]).some((member) => this.mine.has(this.boxes[member].id));
  }

  /** A box, and the frame that holds it. */
  around(i) {
    const frame = this.frames.findIndex(({ members }) => members.includes(i));
    return frame < 0 ? [i] : [i, this.boxes.length + frame];
  }

  /** The way of an arrow: as it is drawn above; straight as soon as one of its boxes moves. */
  way(link) {
    if (!this.moved(link.tail) && !this.moved(link.head)) return link.points;
    const [tail, end] = [this.at(link.tail), this.at(link.head)];
    const upwards = [[tail.x, tail.y - tail.height / 2], [end.x, end.y + end.height / 2]];
    const stands = link.look !== "quiet" && upwards[0][1] > upwards[1][1];
    return stands ? upwards : [meeting(tail, end), meeting(end, tail)];
  }

  /** The ends of everything there is, and some room around it. */
  extent() {
    const all = this.every.map((i) => this.at(i));
    const bends = this.links.flatMap((link) => link.points);
    const rows = this.rows.flatMap((row) => [row.top, row.bottom]);
    const xs = all.flatMap((one) => [one.x - one.width / 2, one.x + one.width / 2]);
    const ys = all.flatMap((one) => [one.y - one.height / 2, one.y + one.height / 2]);
    const [left, right] = span([...xs, ...bends.map(([x]) => x)]);
    const [top, bottom] = span([...ys, ...rows, ...bends.map(([, y]) => y)]);
    return { left: left - SPARE, right: right + SPARE, top: top - SPARE, bottom: bottom + SPARE };
  }
}
