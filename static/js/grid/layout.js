/* All blocks of a wall, by section, as the server measured them. */
import { Block } from "clientpix/grid/block";
import { measured } from "clientpix/grid/rows";

const FEW = 2;

export class Plan {
  constructor(wall, { sections, found }) {
    this.wall = wall;
    this.anchor = wall.dataset.at;
    this.found = found;
    this.chapters = new Map();
    for (const element of wall.querySelectorAll("[data-section]")) {
      const { section } = element.dataset;
      const blocks = (sections[section] ?? []).map((one) => new Block(wall, section, one));
      blocks.forEach((block, number) => (block.to = blocks[number + 1]?.from ?? ""));
      this.chapters.set(element, blocks);
    }
    const known = [...this.chapters.keys()].map(({ dataset }) => dataset.section);
    this.isComplete = Object.keys(sections).every((section) => known.includes(section));
  }

  get blocks() {
    return [...this.chapters.values()].flat();
  }

  get pictures() {
    return this.blocks.reduce((sum, block) => sum + block.ratios.length, 0);
  }

  /* Around the tiles that the page came with; what of these is not as it should be is fetched. */
  adopt() {
    for (const [element, blocks] of this.chapters) {
      const list = element.querySelector(":scope > .wall");
      const style = list?.previousElementSibling;
      const first = list?.querySelector(".tile")?.id.slice(2);
      const mine = blocks.find(({ id }) => id === first) ?? blocks[0];
      for (const block of blocks) block.stand(block === mine ? list : null, block === mine ? style : null);
      if (mine && mine.id !== first) mine.isOld = true;
      if (!mine) list?.remove();
      this.line(element, blocks);
    }
  }

  /* Beside those of the plan before, which go as soon as this one has taken over their tiles. */
  replace(before, fragments) {
    const lists = before.blocks.map(({ list, style }) => [list, style]);
    for (const [element, blocks] of this.chapters) {
      for (const block of blocks) block.stand();
      element.append(...blocks.map(({ list }) => list));
      const pictures = blocks.reduce((sum, { ratios }) => sum + ratios.length, 0);
      const count = element.querySelector(".chapter__count");
      if (count) count.textContent = pictures;
      element.toggleAttribute("data-few", pictures > 0 && pictures <= FEW);
    }
    for (const [block, found] of fragments) block.fill(found);
    for (const [list, style] of lists) {
      list.remove();
      style?.remove();
    }
  }

  line(element, blocks) {
    for (const link of element.querySelectorAll(".wall-page")) link.remove();
    const at = blocks.findIndex(({ list }) => list.isConnected);
    const [before, after] = [blocks.slice(0, Math.max(0, at)), blocks.slice(at + 1)];
    const standing = blocks[at]?.style ?? blocks[at]?.list;
    standing?.before(...before.map(({ list }) => list));
    element.append(...after.map(({ list }) => list));
  }

  /* A block that the page began with begins a row, as it did before anything was measured. */
  place() {
    for (const blocks of this.chapters.values()) {
      if (!blocks.length) continue;
      const measures = measuresOf(blocks[0].list);
      const at = Math.max(0, blocks.findIndex(({ id }) => id === this.anchor));
      const runs = [blocks.slice(0, at), blocks.slice(at)].filter((run) => run.length);
      for (const [number, run] of runs.entries()) {
        const places = measured(run, measures);
        if (number) places[0].above = measures.gap;
        run.forEach((block, one) => block.place(places[one], measures.gap));
      }
    }
  }

  /* The last block that begins above a height on the screen; there may be hundreds. */
  at(height) {
    const { blocks } = this;
    let [first, behind] = [0, blocks.length];
    while (behind - first > 1) {
      const middle = (first + behind) >> 1;
      if (blocks[middle].list.getBoundingClientRect().top <= height) first = middle;
      else behind = middle;
    }
    return blocks[first];
  }

  /* The block in which the picture lies that was asked for, and the number that it has there. */
  where() {
    if (!this.found) return null;
    let tile = this.found.tile;
    const [, blocks] = [...this.chapters].find(([{ dataset }]) => dataset.section === this.found.section);
    const block = blocks.find(({ ratios }) => {
      tile -= ratios.length;
      return tile < 0;
    });
    return block && { block, tile: tile + block.ratios.length };
  }
}

function measuresOf(list) {
  const style = getComputedStyle(list);
  const [row, gap, most] = ["--row", "--gap", "--most"].map((name) => parseFloat(style.getPropertyValue(name)));
  return { width: list.getBoundingClientRect().width, row, gap, most };
}
