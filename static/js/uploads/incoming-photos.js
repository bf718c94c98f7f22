/* <arriving-pictures> above an album's grid: previews of the photos that this browser is uploading. */
import { here } from "clientpix/uploads/drop-target";
import { previewOf } from "clientpix/uploads/queue/previews";
import { itemsOf, news, shipments } from "clientpix/uploads/queue/batches";
import { piece, say } from "clientpix/uploads/text";
import "clientpix/uploads/queue/arrival-events";

const MOST = 60;
const STATES = ["sending", "ready", "hashing", "waiting"];
const isOnItsWay = ({ state, isTold, outcome }) =>
  STATES.includes(state) || (state === "done" && !isTold && outcome !== "here");

class ArrivingPictures extends HTMLElement {
  tiles = new Map();

  connectedCallback() {
    news.addEventListener("change", this);
    document.addEventListener("clientpix:arrived", this);
    this.handleEvent();
  }

  disconnectedCallback() {
    news.removeEventListener("change", this);
    document.removeEventListener("clientpix:arrived", this);
    for (const item of [...this.tiles.keys()]) this.take(item);
  }

  handleEvent() {
    const album = here()?.id;
    const items = shipments.filter((one) => one.album.id === album).flatMap(itemsOf).filter(isOnItsWay);
    const shown = this.chosen(items);
    this.hidden = !items.length;
    for (const item of [...this.tiles.keys()]) if (!shown.has(item)) this.take(item);
    for (const item of shown) this.draw(item);
    const more = items.length - shown.size;
    this.querySelector("[data-slot=more]").textContent = more ? say("more", { number: more }) : "";
  }

  /* Keep the tiles that are shown until their upload is done, then fill up with the next ones. */
  chosen(items) {
    const staying = items.filter((item) => this.tiles.has(item));
    const next = items.filter((item) => !this.tiles.has(item));
    return new Set([...staying, ...next].slice(0, MOST));
  }

  draw(item) {
    if (!this.tiles.has(item)) this.put(item);
    const bar = this.tiles.get(item).querySelector("progress");
    bar.hidden = item.state !== "sending";
    bar.value = item.size ? item.sent / item.size : 0;
  }

  async put(item) {
    const tile = piece("arriving");
    tile.querySelector("[data-slot=name]").textContent = item.name;
    this.tiles.set(item, tile);
    this.querySelector("ol").append(tile);
    if (!item.file) return;
    const { blob, ratio } = await previewOf(item.file);
    if (!blob || this.tiles.get(item) !== tile) return;
    const image = new Image();
    image.src = URL.createObjectURL(blob);
    image.alt = item.name;
    tile.style.setProperty("--ratio", ratio.toFixed(3));
    tile.querySelector("[data-slot=name]").replaceWith(image);
  }

  take(item) {
    const tile = this.tiles.get(item);
    const image = tile.querySelector("img");
    if (image) URL.revokeObjectURL(image.src);
    tile.remove();
    this.tiles.delete(item);
  }
}

customElements.define("arriving-pictures", ArrivingPictures);
