/* Show the effect of an action on tiles before the server replies. Each update can be reverted. */

const WITHOUT_FORM = ["hide", "show", "rotate-left", "rotate-right"];

const rotate = (degrees) => (tile) => {
  const was = tile.dataset.spin;
  tile.dataset.spin = ((Number(was) || 0) + degrees) % 360 || "";
  return () => (tile.dataset.spin = was);
};

const set = (name, isSet) => (tile) => {
  const was = tile.hasAttribute(name);
  tile.toggleAttribute(name, isSet);
  return () => tile.toggleAttribute(name, was);
};

const UPDATES = {
  hide: set("data-hidden", true),
  show: set("data-hidden", false),
  trash: set("data-going", true),
  move: set("data-going", true),
  "rotate-left": rotate(270),
  "rotate-right": rotate(90),
};

export function showResult(verb, isAnswered, tiles) {
  const update = UPDATES[verb];
  if (!update || !isAnswered && !WITHOUT_FORM.includes(verb)) return () => {};
  const reverts = tiles.map(update);
  return () => reverts.forEach((revert) => revert());
}
