/* A long press selects a tile. Moving the finger on extends the selection. */
import { idOf } from "clientpix/actions/selection";
import { createEdgeScroll } from "clientpix/actions/edge-scroll";

const LONG_PRESS = 450; // milliseconds
const MAX_DRIFT = 10; // pixels: more is a scroll

export function enableLongPress(page, on) {
  let start = null;
  let timer = 0;
  let active = null;
  let edges = null;

  const follow = () => {
    const tile = document.elementFromPoint(active.x, active.y)?.closest(".tile[id]");
    if (!tile || tile === active.tile) return;
    active.tile = tile;
    const tiles = [...page.tiles()];
    const ends = [tiles.findIndex((one) => idOf(one) === active.id), tiles.indexOf(tile)];
    const between = tiles.slice(Math.min(...ends), Math.max(...ends) + 1).map(idOf);
    if (ends[0] >= 0) page.selection.replace(new Set([...active.kept, ...between]));
  };

  const begin = (tile) => {
    active = { tile, id: idOf(tile), kept: new Set(page.selection.ids).add(idOf(tile)), ...start };
    page.selection.anchor = active.id;
    page.selection.put([active.id]);
    edges = createEdgeScroll(follow);
    navigator.vibrate?.(12);
  };

  const end = () => {
    clearTimeout(timer);
    edges?.stop();
    start = active = edges = null;
  };

  on(page.container, "touchstart", (event) => {
    end();
    const tile = event.target.closest(".tile[id]");
    if (!tile || event.touches.length > 1) return;
    start = { x: event.touches[0].clientX, y: event.touches[0].clientY };
    timer = setTimeout(begin, LONG_PRESS, tile);
  }, { passive: true });
  on(page.container, "touchmove", (event) => {
    const { clientX: x, clientY: y } = event.touches[0];
    if (!active) {
      if (start && Math.hypot(x - start.x, y - start.y) > MAX_DRIFT) end();
      return;
    }
    event.preventDefault();
    Object.assign(active, { x, y });
    edges.at(y);
    follow();
  }, { passive: false });
  on(page.container, "touchend", (event) => {
    if (active) event.preventDefault();
    end();
  });
  on(page.container, "touchcancel", end);
  on(page.container, "contextmenu", (event) => {
    if (start || active) event.preventDefault();
  });
}
