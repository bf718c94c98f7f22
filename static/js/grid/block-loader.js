/* Blocks are fetched for who stays near them: the nearest first, and never many at once. */
import { learn } from "clientpix/grid/block";
import { replaceNonce } from "clientpix/parts/csp-nonces";

const AT_ONCE = 3;
const TO_STAY = 60;

export async function fragment(url, block, signal) {
  const answer = await fetch(`${url}?${block.address}`, { signal });
  if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
  const text = replaceNonce(await answer.text(), answer.headers.get("Content-Security-Policy"));
  const { content } = Object.assign(document.createElement("template"), { innerHTML: text });
  const style = content.querySelector("style");
  const ratios = [...style.textContent.matchAll(/--ratio:([\d.]+)/g)].map(([, ratio]) => Number(ratio));
  return { style, ratios, tiles: [...content.querySelectorAll(".tile")].map(learn) };
}

export class Fetching {
  constructor(wall) {
    this.wall = wall;
    this.waiting = new Set();
    this.going = new Map();
  }

  want(block) {
    if (this.going.has(block)) return;
    this.waiting.add(block);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.go(), TO_STAY);
  }

  leave(block) {
    this.waiting.delete(block);
    this.going.get(block)?.abort();
  }

  stop() {
    clearTimeout(this.timer);
    for (const block of [...this.waiting, ...this.going.keys()]) this.leave(block);
  }

  go() {
    const nearest = [...this.waiting].sort((one, other) => distance(one) - distance(other));
    for (const block of nearest.slice(0, AT_ONCE - this.going.size)) this.fetch(block);
  }

  async fetch(block) {
    const control = new AbortController();
    this.waiting.delete(block);
    this.going.set(block, control);
    try {
      const found = await fragment(this.wall.dataset.block, block, control.signal);
      if (!control.signal.aborted) this.wall.filled(block, found);
    } catch {
      if (!control.signal.aborted) block.fail();
    } finally {
      this.going.delete(block);
      this.go();
    }
  }
}

function distance({ list }) {
  const { top, bottom } = list.getBoundingClientRect();
  return Math.max(0, top - innerHeight, -bottom);
}
