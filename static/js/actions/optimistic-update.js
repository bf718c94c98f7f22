/* What tiles will look like, before the server has said so; each gives the way back. */

const AT_ONCE = ["hide", "show", "rotate-left", "rotate-right"];

const turned = (degrees) => (tile) => {
  const was = tile.dataset.spin;
  tile.dataset.spin = ((Number(was) || 0) + degrees) % 360 || "";
  return () => (tile.dataset.spin = was);
};

const set = (name, isSet) => (tile) => {
  const was = tile.hasAttribute(name);
  tile.toggleAttribute(name, isSet);
  return () => tile.toggleAttribute(name, was);
};

const LOOKS = {
  hide: set("data-hidden", true),
  show: set("data-hidden", false),
  trash: set("data-going", true),
  move: set("data-going", true),
  "rotate-left": turned(270),
  "rotate-right": turned(90),
};

export function foresee(verb, isAnswered, tiles) {
  const look = LOOKS[verb];
  if (!look || !isAnswered && !AT_ONCE.includes(verb)) return () => {};
  const waysBack = tiles.map(look);
  return () => waysBack.forEach((goBack) => goBack());
}
