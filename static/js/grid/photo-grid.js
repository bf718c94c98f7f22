/* <photo-grid>: the grid. The page has the first tiles, and the layout gives it its full height. */
import { BlockLoader } from "clientpix/grid/block-loader";
import { holding } from "clientpix/grid/scroll-anchor";
import { listen } from "clientpix/grid/events";
import { Layout } from "clientpix/grid/layout";
import { isComingBack, wanted } from "clientpix/grid/scroll-memory";
import { Scrubber } from "clientpix/grid/scrubber";
import { showFailure } from "clientpix/grid/retry";

const NEAR = "150% 0px";
const MANY = 500;
const PAINT_TIMEOUT = 100; // a tab in the background is never painted

export class PhotoGrid extends HTMLElement {
  connectedCallback() {
    this.life = new AbortController();
    this.fetching = new BlockLoader(this);
    this.near = new IntersectionObserver((seen) => seen.forEach((one) => this.look(one)), { rootMargin: NEAR });
    this.size = new ResizeObserver(() => this.resized());
    listen(this, this.life.signal);
    this.begin();
  }

  disconnectedCallback() {
    this.life.abort();
    this.fetching.stop();
    this.near.disconnect();
    this.size.disconnect();
    this.scrubber?.remove();
  }

  async begin() {
    const place = wanted(await isComingBack());
    const inside = place ? null : document.getElementById(`t-${this.dataset.at}`);
    if (place && !document.getElementById(`t-${place.id}`)) this.ariaBusy = "true";
    // Scroll the first tile of the page to the top: blocks put in above it then don't move it.
    inside?.scrollIntoView({ block: "start", behavior: "instant" });
    const found = await Promise.all([this.shape(place?.id), painted()]).catch(() => []);
    if (!this.isConnected) return;
    this.removeAttribute("aria-busy");
    if (found.length) this.take(new Layout(this, found[0]), place ?? (inside && { id: this.dataset.at }));
    else showFailure(this, () => this.begin());
  }

  async shape(find = "") {
    const query = new URLSearchParams({ at: this.dataset.at, find });
    const response = await fetch(`${this.dataset.shape}?${query}`, { signal: this.life.signal });
    if (!response.ok || response.redirected) throw new Error(response.statusText);
    return response.json();
  }

  take(plan, place) {
    this.plan = plan;
    holding(this, () => {
      plan.adopt();
      this.place();
    }, Boolean(place));
    this.watch();
    if (place) this.goTo(place);
  }

  watch() {
    this.near.disconnect();
    for (const { list } of this.plan.blocks) this.near.observe(list);
    this.size.observe(this);
    this.scrubber?.remove();
    this.scrubber = this.plan.pictures > MANY ? new Scrubber(this) : null;
  }

  place() {
    this.width = this.clientWidth;
    this.plan.place();
  }

  resized() {
    if (this.width === this.clientWidth) return;
    holding(this, () => this.place());
  }

  look({ target, isIntersecting }) {
    const { block } = target;
    if (!block || !target.isConnected) return;
    block.isNear = isIntersecting;
    if (isIntersecting && !block.isWhole) this.want(block);
    if (isIntersecting || target.contains(document.activeElement)) return;
    this.fetching.leave(block);
    block.clear();
  }

  want(block) {
    if (!block.tiles.length) block.draw();
    this.fetching.want(block);
  }

  filled(block, found) {
    if (!block.list.isConnected) return;
    holding(this, () => block.fill(found) || this.place());
    if (block.id === this.sought?.block.id) this.arrive();
  }

  /* Scroll to a tile, or to the place where it will be when its block is loaded. */
  goTo(place) {
    const { block, tile } = this.plan.where() ?? {};
    this.sought = { ...place, block: block ?? {} };
    if (this.arrive() || !block) return;
    const top = block.list.getBoundingClientRect().top + block.below(tile);
    scrollBy({ top: top - (place.top ?? innerHeight / 3), behavior: "instant" });
  }

  arrive() {
    const { id, top, isOpened = true } = this.sought;
    const tile = document.getElementById(`t-${id}`);
    if (!tile) return false;
    this.sought = null;
    const box = tile.getBoundingClientRect();
    const isSeen = box.top >= 0 && box.bottom <= innerHeight;
    if (top !== undefined) scrollBy({ top: box.top - top, behavior: "instant" });
    else if (!isSeen) tile.scrollIntoView({ block: "center", behavior: "instant" });
    if (isOpened) tile.querySelector(".tile__open").focus({ preventScroll: true });
    return true;
  }
}

const painted = () =>
  new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, PAINT_TIMEOUT);
  });

customElements.define("photo-grid", PhotoGrid);
