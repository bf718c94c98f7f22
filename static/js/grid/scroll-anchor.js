/* What somebody looks at stays where it is, whatever comes or goes above it. */

const SEVERAL = 24;

/* The tiles on the screen, the topmost first: some of them may be gone in a moment. */
export function seen(wall) {
  const found = [];
  for (const list of wall.querySelectorAll(".wall:has(.tile)")) {
    const { top, bottom } = list.getBoundingClientRect();
    if (bottom < 0) continue;
    if (top > innerHeight || found.length >= SEVERAL) break;
    for (const tile of list.querySelectorAll(":scope > .tile")) {
      const box = tile.getBoundingClientRect();
      if (box.bottom > 0 && box.top < innerHeight) found.push({ id: tile.id.slice(2), top: box.top });
    }
  }
  return found;
}

/* At the very top nothing is held: what is new there is to be seen. What this gives lets go. */
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
