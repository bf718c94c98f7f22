/* A block of a wall: sixty tiles that are in the page only while somebody is near them. */
import { outline, topOf } from "clientpix/grid/rows";
import { failure } from "clientpix/grid/retry";

const sources = new WeakMap();

/* What the server said of a tile; it does not matter how urgently its picture is wanted. */
export function learn(tile) {
  if (!sources.has(tile)) sources.set(tile, tile.outerHTML.replace('loading="eager"', 'loading="lazy"'));
  return tile;
}

export class Block {
  constructor(wall, section, { from, ratios }) {
    Object.assign(this, { wall, section, from, to: "" });
    this.id = from.slice(0, 32);
    this.ratios = ratios.match(/\d{3}/g).map((percent) => percent / 100);
  }

  /* Into the page, or into the list that is there for it already. */
  stand(list, style) {
    this.list = list ?? document.createElement("ol");
    this.list.className = "wall";
    this.list.block = this;
    this.style = style;
    this.tiles.forEach(learn);
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

  /* As long as it is not whole, its last row is not either. */
  finish() {
    const { style } = this.list;
    const end = (this.isWhole && this.end) || {};
    for (const name of ["--after-grow", "--after", "--after-gap"]) {
      if (name in end) style.setProperty(name, end[name]);
      else style.removeProperty(name);
    }
  }

  /* In shape, until the tiles are there; from afar nothing is seen of it anyway. */
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

  /* New tiles among those that are there: what has not changed is not touched. */
  fill({ style, tiles, ratios }) {
    this.undraw();
    this.list.before(style);
    this.style?.remove();
    this.style = style;
    let next = this.list.firstElementChild;
    for (const tile of tiles) {
      const shown = renewed(tile, document.getElementById(tile.id));
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
    this.list.dispatchEvent(new CustomEvent("clientpix:filled", { bubbles: true }));
    return isAsExpected;
  }

  fail() {
    const again = () => {
      this.list.replaceChildren();
      this.wall.want(this);
    };
    this.undraw();
    if (!this.tiles.length) this.list.replaceChildren(failure(again, "li"));
  }
}

/* Tiles that were here before, as they are now: the same element, or a new one in its place. */
function renewed(tile, old) {
  if (!old) return tile;
  if (sources.get(old) === sources.get(tile)) return old;
  const focused = [...old.querySelectorAll("a, input")].indexOf(document.activeElement);
  tile.querySelector("input").checked = old.querySelector("input").checked;
  old.replaceWith(tile);
  if (focused >= 0) tile.querySelectorAll("a, input")[focused].focus({ preventScroll: true });
  return tile;
}
