/* A block of the grid: sixty tiles that are in the page only while they are near the screen. */
import { outline, topOf } from "clientpix/grid/rows";
import { failure } from "clientpix/grid/retry";

const sources = new WeakMap();

/* Keep the HTML of a tile, to see later whether it has changed. Lazy loading is no change. */
export function remember(tile) {
  if (!sources.has(tile)) sources.set(tile, tile.outerHTML.replace('loading="eager"', 'loading="lazy"'));
  return tile;
}

export class Block {
  constructor(wall, section, { from, ratios }) {
    Object.assign(this, { wall, section, from, to: "" });
    this.id = from.slice(0, 32);
    this.ratios = ratios.match(/\d{3}/g).map((percent) => percent / 100);
  }

  /* Create the list of the block, or take over an existing one. */
  stand(list, style) {
    this.list = list ?? document.createElement("ol");
    this.list.className = "wall";
    this.list.block = this;
    this.style = style;
    this.tiles.forEach(remember);
  }

  get tiles() {
    return [...this.list.querySelectorAll(":scope > .tile")];
  }

  get isWhole() {
    return !this.isOld && this.tiles.length === this.ratios.length;
  }

  get address() {
    return new URLSearchParams({ section: this.section, from: this.from, to: this.to });
  }

  place(place, gap) {
    const { style, dataset } = this.list;
    this.outline = () => outline(this.ratios, place, gap);
    this.below = (tile) => topOf(place, tile, gap);
    style.marginTop = `${place.above}px`;
    style.height = `${place.height}px`;
    dataset.goesOn = "";
    if (place.before === null) delete dataset.goesOn;
    style.setProperty("--before", `${place.before ?? 0}px`);
    this.end = place.isLast ? {} : { "--after-grow": "0", "--after": "0px" };
    if (place.after !== null) Object.assign(this.end, { "--after": `${Math.max(0, place.after)}px`, "--after-gap": "0px" });
    this.finish();
    if (!this.list.childElementCount) this.draw();
  }

  /* The last row can only be laid out together with the next block when all tiles are there. */
  finish() {
    const { style } = this.list;
    const end = (this.isWhole && this.end) || {};
    for (const name of ["--after-grow", "--after", "--after-gap"]) {
      if (name in end) style.setProperty(name, end[name]);
      else style.removeProperty(name);
    }
  }

  /* Draw the outlines of the tiles until they are loaded. Only near blocks can be seen. */
  draw() {
    this.list.toggleAttribute("data-awaited", this.isNear);
    this.list.style.clipPath = this.isNear ? `path("${this.outline()}")` : "";
  }

  undraw() {
    this.list.removeAttribute("data-awaited");
    this.list.style.clipPath = "";
  }

  clear() {
    this.style?.remove();
    this.style = null;
    this.list.replaceChildren();
    this.draw();
  }

  /* Put in new tiles. Tiles that haven't changed keep their elements. */
  fill({ style, tiles, ratios }) {
    this.undraw();
    this.list.before(style);
    this.style?.remove();
    this.style = style;
    let next = this.list.firstElementChild;
    for (const tile of tiles) {
      const shown = reuse(tile, document.getElementById(tile.id));
      if (shown === next) next = next.nextElementSibling;
      else this.list.insertBefore(shown, next);
    }
    while (next) {
      const gone = next;
      next = next.nextElementSibling;
      gone.remove();
    }
    this.isOld = false;
    const isAsExpected = String(ratios) === String(this.ratios);
    this.ratios = ratios;
    this.finish();
    window.htmx?.process(this.list);
    return isAsExpected;
  }

  fail() {
    const retry = () => {
      this.list.replaceChildren();
      this.wall.want(this);
    };
    this.undraw();
    if (!this.tiles.length) this.list.replaceChildren(failure(retry, "li"));
  }
}

/* Return the old element of a tile if it hasn't changed. Otherwise replace it with the new one. */
function reuse(tile, old) {
  if (!old) return tile;
  if (sources.get(old) === sources.get(tile)) return old;
  const focused = [...old.querySelectorAll("a, input")].indexOf(document.activeElement);
  tile.querySelector("input").checked = old.querySelector("input").checked;
  old.replaceWith(tile);
  if (focused >= 0) tile.querySelectorAll("a, input")[focused].focus({ preventScroll: true });
  return tile;
}
