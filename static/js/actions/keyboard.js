/* Space selects the focused tile. Shift with arrow keys extends the selection. */
import { idOf } from "clientpix/actions/selection";

const STEPS = { ArrowLeft: -1, ArrowRight: 1 };
const ROWS = { ArrowUp: -1, ArrowDown: 1 };

export function enableKeyboard(page, on) {
  on(page.container, "keydown", (event) => {
    const tile = event.target.closest(".tile__open")?.closest(".tile");
    if (!tile || event.altKey) return;
    if (event.key === " ") {
      event.preventDefault();
      if (event.shiftKey) page.reportErrors(() => page.selection.extendTo(idOf(tile)));
      else page.selection.toggle(idOf(tile));
    } else if (event.shiftKey) extend(page, event, tile);
  });
}

function extend(page, event, tile) {
  const tiles = [...page.tiles()];
  const next = findBeside(tiles, tile, STEPS[event.key]) ?? findInNextRow(tiles, tile, ROWS[event.key]);
  if (!next) return;
  event.preventDefault();
  page.selection.anchor ??= idOf(tile);
  const ends = [tiles.indexOf(tile), tiles.indexOf(next)];
  page.selection.put(tiles.slice(Math.min(...ends), Math.max(...ends) + 1).map(idOf));
  next.querySelector(".tile__open").focus();
}

const findBeside = (tiles, tile, step) => (step ? tiles[tiles.indexOf(tile) + step] : null);

/* The tile in the next row whose center is nearest. */
function findInNextRow(tiles, tile, step) {
  if (!step) return null;
  const from = tile.getBoundingClientRect();
  const middle = from.left + from.width / 2;
  let best = null;
  for (const other of tiles) {
    const box = other.getBoundingClientRect();
    const down = step * (box.top - from.top);
    if (down < from.height / 2) continue;
    const aside = Math.abs(box.left + box.width / 2 - middle);
    if (!best || down < best.down - 1 || down < best.down + 1 && aside < best.aside) {
      best = { other, down, aside };
    }
  }
  return best?.other;
}
