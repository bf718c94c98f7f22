/* Select tiles with a rectangle that is drawn with the mouse, starting between tiles. */
import { idOf } from "clientpix/actions/selection";
import { createEdgeScroll } from "clientpix/actions/edge-scroll";

const DRAG_DISTANCE = 5;
const NOT_BETWEEN_TILES = ".tile, a, button, input, select, summary, label, h1, h2, p, dialog, .scrubber, .selection-bar";

export function enableLasso(page, on) {
  on(document, "pointerdown", (event) => {
    const { target, button, pointerType } = event;
    if (pointerType !== "mouse" || button || !target.closest("main")) return;
    if (target.closest(NOT_BETWEEN_TILES)) return;
    begin(page, event);
  });
}

function begin(page, down) {
  const start = { x: down.clientX + scrollX, y: down.clientY + scrollY };
  const kept = new Set(down.ctrlKey || down.metaKey || down.shiftKey ? page.selection.ids : []);
  const seen = new Map();
  const over = new AbortController();
  const edges = createEdgeScroll(() => draw());
  let box = null;
  let last = down;

  const draw = () => {
    const now = { x: last.clientX + scrollX, y: last.clientY + scrollY };
    if (!box && Math.hypot(now.x - start.x, now.y - start.y) < DRAG_DISTANCE) return;
    box ??= document.body.appendChild(Object.assign(document.createElement("div"), { className: "lasso" }));
    const [left, right] = [start.x, now.x].sort((one, other) => one - other);
    const [top, bottom] = [start.y, now.y].sort((one, other) => one - other);
    Object.assign(box.style, {
      left: `${left - scrollX}px`,
      top: `${top - scrollY}px`,
      width: `${right - left}px`,
      height: `${bottom - top}px`,
    });
    rememberBoxes(page, seen);
    const touched = [...seen].filter(([, one]) => one.left < right && one.right > left && one.top < bottom && one.bottom > top);
    page.selection.replace(new Set([...kept, ...touched.map(([id]) => id)]));
  };

  const end = () => {
    over.abort();
    edges.stop();
    box?.remove();
    if (!box && !kept.size) page.selection.clear();
  };
  const options = { signal: over.signal };
  document.addEventListener("pointermove", (event) => {
    event.preventDefault();
    last = event;
    edges.at(event.clientY);
    draw();
  }, options);
  document.addEventListener("pointerup", end, options);
  document.addEventListener("pointercancel", end, options);
  down.preventDefault();
}

/* While scrolling, blocks leave the page: their tiles are still where they were. */
function rememberBoxes(page, seen) {
  for (const tile of page.tiles()) {
    const box = tile.getBoundingClientRect();
    seen.set(idOf(tile), {
      left: box.left + scrollX,
      right: box.right + scrollX,
      top: box.top + scrollY,
      bottom: box.bottom + scrollY,
    });
  }
}
