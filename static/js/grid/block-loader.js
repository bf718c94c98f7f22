/* Load blocks that stay near the screen: the nearest first, and only a few at once. */
import { remember } from "clientpix/grid/block";
import { replaceNonce } from "clientpix/parts/csp-nonces";

const MAX_REQUESTS = 3;
const DELAY = 60; // milliseconds: blocks that are scrolled past aren't loaded

export async function fetchBlock(url, block, signal) {
  const response = await fetch(`${url}?${block.address}`, { signal });
  if (!response.ok || response.redirected) throw new Error(response.statusText);
  const text = replaceNonce(await response.text(), response.headers.get("Content-Security-Policy"));
  const { content } = Object.assign(document.createElement("template"), { innerHTML: text });
  const style = content.querySelector("style");
  const ratios = [...style.textContent.matchAll(/--ratio:([\d.]+)/g)].map(([, ratio]) => Number(ratio));
  return { style, ratios, tiles: [...content.querySelectorAll(".tile")].map(remember) };
}

export class BlockLoader {
  constructor(wall) {
    this.wall = wall;
    this.waiting = new Set();
    this.running = new Map();
  }

  want(block) {
    if (this.running.has(block)) return;
    this.waiting.add(block);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.go(), DELAY);
  }

  leave(block) {
    this.waiting.delete(block);
    this.running.get(block)?.abort();
  }

  stop() {
    clearTimeout(this.timer);
    for (const block of [...this.waiting, ...this.running.keys()]) this.leave(block);
  }

  go() {
    const nearest = [...this.waiting].sort((one, other) => distance(one) - distance(other));
    for (const block of nearest.slice(0, MAX_REQUESTS - this.running.size)) this.fetch(block);
  }

  async fetch(block) {
    const control = new AbortController();
    this.waiting.delete(block);
    this.running.set(block, control);
    try {
      const content = await fetchBlock(this.wall.dataset.block, block, control.signal);
      if (!control.signal.aborted) this.wall.filled(block, content);
    } catch {
      if (!control.signal.aborted) block.fail();
    } finally {
      this.running.delete(block);
      this.go();
    }
  }
}

function distance({ list }) {
  const { top, bottom } = list.getBoundingClientRect();
  return Math.max(0, top - innerHeight, -bottom);
}
