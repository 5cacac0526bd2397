// Numbers, lines and elements. Python joins the files: geometry, places, surface, hand.

const within = (value, [least, most]) => Math.min(Math.max(value, least), most);
const tenth = (value) => Math.round(value * 10) / 10;

/** The least and the greatest of many numbers. */
function span(values) {
  const wider = ([least, most], value) => [Math.min(least, value), Math.max(most, value)];
  return values.reduce(wider, [Infinity, -Infinity]);
}

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

/** A new element in its parent; a name from strangers is later its text, never markup. */
function made(name, parent, words = {}) {
  const svg = parent instanceof SVGElement;
  const one = svg
    ? document.createElementNS("http://www.w3.org/2000/svg", name)
    : document.createElement(name);
  for (const [word, value] of Object.entries(words)) one.setAttribute(word, value);
  return parent.appendChild(one);
}
