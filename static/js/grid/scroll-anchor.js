/* Keep the visible tiles in place while others are added or removed above them. */

const MAX_TILES = 24;

/* The tiles on the screen from top to bottom. Several, because some may be removed. */
export function seen(wall) {
  const found = [];
  for (const list of wall.querySelectorAll(".wall:has(.tile)")) {
    const { top, bottom } = list.getBoundingClientRect();
    if (bottom < 0) continue;
    if (top > innerHeight || found.length >= MAX_TILES) break;
    for (const tile of list.querySelectorAll(":scope > .tile")) {
      const box = tile.getBoundingClientRect();
      if (box.bottom > 0 && box.top < innerHeight) found.push({ id: tile.id.slice(2), top: box.top });
    }
  }
  return found;
}

/* Remember where the tiles are. The returned function scrolls them back there.
   At the top of the page nothing is held, so that new photos can be seen. */
export function hold(wall, always = false) {
  const held = always || wall.getBoundingClientRect().top < 0 ? seen(wall) : [];
  return () => {
    const left = held.filter(({ id }) => document.getElementById(`t-${id}`));
    const still = left.find(({ top }) => top >= 0) ?? left[0];
    if (!still) return;
    const moved = document.getElementById(`t-${still.id}`).getBoundingClientRect().top - still.top;
    if (Math.abs(moved) > 0.5) scrollBy({ top: moved, behavior: "instant" });
  };
}

export function holding(wall, change, always) {
  const letGo = hold(wall, always);
  change();
  letGo();
}
