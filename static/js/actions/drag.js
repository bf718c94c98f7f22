/* Move tiles: by dragging them, with Alt and an arrow key, or before a tile that is picked. */
import { perform } from "clientpix/actions/submit";
import { idOf } from "clientpix/actions/selection";
import { createEdgeScroll } from "clientpix/actions/edge-scroll";

const DRAG_DISTANCE = 6;
const STEPS = { ArrowLeft: -1, ArrowRight: 1 };
// Tiles in the row of the pointer are always nearer than those in other rows.
const OTHER_ROW = 1000;

export function enableDragging(page, on) {
  let dragged = false;
  on(page.container, "pointerdown", (event) => {
    dragged = false;
    const tile = event.target.closest(".tile[id]");
    if (!tile || event.pointerType !== "mouse" || event.button) return;
    if (event.target.closest(".tile__choose") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    drag(page, event, tile, () => (dragged = true));
  });
  on(page.container, "click", (event) => {
    if (!dragged) return;
    dragged = false;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, { capture: true });
  on(page, "place", ({ detail }) => drop(page, detail.ids, { tile: detail.tile, isBefore: true }));
  on(page.container, "keydown", (event) => {
    const tile = event.target.closest(".tile[id]");
    if (!tile || !event.altKey || !STEPS[event.key]) return;
    event.preventDefault();
    step(page, tile, STEPS[event.key]);
  });
}

const idsWith = (page, tile) =>
  page.selection.has(idOf(tile)) ? [...page.selection.ids] : [idOf(tile)];

function step(page, tile, by) {
  const ids = idsWith(page, tile);
  const others = [...page.tiles()].filter((one) => one === tile || !ids.includes(idOf(one)));
  const next = others[others.indexOf(tile) + by];
  if (!next) return;
  put(page, ids, next, by < 0);
  tile.querySelector(".tile__open").focus();
}

/* Put tiles before or after another one. If the server refuses, put them back. */
async function put(page, ids, goal, isBefore = true) {
  const { section } = goal.closest("[data-section]").dataset;
  const chosen = new Set(ids);
  const tiles = [...page.tiles()].filter((one) => chosen.has(idOf(one)));
  if (tiles.includes(goal)) return;
  const places = tiles.map((tile) => [tile, tile.nextSibling, tile.parentNode]);
  if (isBefore) goal.before(...tiles);
  else goal.after(...tiles);
  const answers = { section, [isBefore ? "before" : "after"]: idOf(goal) };
  if (await perform(page, "place", ids, answers)) return;
  for (const [tile, next, parent] of places.reverse()) parent.insertBefore(tile, next);
}

function drag(page, down, tile, began) {
  const over = new AbortController();
  const edges = createEdgeScroll(() => follow());
  let last = down;
  let mark = null;
  let goal = null;

  const follow = () => {
    goal = goalAt(page, last.clientX, last.clientY) ?? goal;
    if (!goal) return;
    const box = goal.tile.getBoundingClientRect();
    const left = goal.isBefore ? box.left - 4 : box.right + 1;
    Object.assign(mark.style, { left: `${left}px`, top: `${box.top}px`, height: `${box.height}px` });
    Object.assign(mark.firstChild.style, { left: `${last.clientX + 14}px`, top: `${last.clientY + 14}px` });
  };
  const end = (isDropped) => {
    over.abort();
    edges.stop();
    mark?.remove();
    for (const one of page.tiles()) one.removeAttribute("data-dragged");
    if (mark && isDropped && goal) drop(page, idsWith(page, tile), goal);
  };
  const options = { signal: over.signal };
  document.addEventListener("pointermove", (event) => {
    last = event;
    if (!mark && Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) < DRAG_DISTANCE) return;
    if (!mark) {
      began();
      mark = marker(page, idsWith(page, tile));
    }
    edges.at(event.clientY);
    follow();
  }, options);
  document.addEventListener("pointerup", () => end(true), options);
  document.addEventListener("pointercancel", () => end(false), options);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    end(false);
  }, { ...options, capture: true });
}

/* A line where the tiles will be, and their number next to the pointer. */
function marker(page, ids) {
  const chosen = new Set(ids);
  for (const tile of page.tiles()) tile.toggleAttribute("data-dragged", chosen.has(idOf(tile)));
  const mark = document.createElement("div");
  mark.className = "drop-mark";
  mark.append(Object.assign(document.createElement("span"), { className: "drop-mark__count", textContent: ids.length }));
  document.body.append(mark);
  return mark;
}

function goalAt(page, x, y) {
  let best = null;
  for (const tile of page.tiles()) {
    const box = tile.getBoundingClientRect();
    const aside = Math.max(box.left - x, x - box.right, 0);
    const off = Math.max(box.top - y, y - box.bottom, 0) * OTHER_ROW + aside;
    if (!best || off < best.off) best = { tile, off, isBefore: x < box.left + box.width / 2 };
  }
  return best;
}

/* If the target is dragged itself, use the nearest tile before it that isn't. */
function drop(page, ids, { tile, isBefore }) {
  const chosen = new Set(ids);
  const tiles = [...page.tiles()];
  let at = tiles.indexOf(tile);
  while (at >= 0 && chosen.has(idOf(tiles[at]))) at -= 1;
  const isSame = tiles[at] === tile;
  if (at >= 0) put(page, ids, tiles[at], isSame && isBefore);
}
