/* The layout of the grid: all blocks of all sections, with the ratios of their tiles. */
import { Block } from "clientpix/grid/block";
import { measureBlocks } from "clientpix/grid/rows";

const FEW = 2;

export class Layout {
  constructor(wall, { sections, found }) {
    this.wall = wall;
    this.anchor = wall.dataset.at;
    this.found = found;
    this.sections = new Map();
    for (const element of wall.querySelectorAll("[data-section]")) {
      const { section } = element.dataset;
      const blocks = (sections[section] ?? []).map((one) => new Block(wall, section, one));
      blocks.forEach((block, number) => (block.to = blocks[number + 1]?.from ?? ""));
      this.sections.set(element, blocks);
    }
    const shown = [...this.sections.keys()].map(({ dataset }) => dataset.section);
    this.isComplete = Object.keys(sections).every((section) => shown.includes(section));
  }

  get blocks() {
    return [...this.sections.values()].flat();
  }

  get pictures() {
    return this.blocks.reduce((sum, block) => sum + block.ratios.length, 0);
  }

  /* Put the blocks around the tiles of the page. A block that isn't complete is loaded again. */
  adopt() {
    for (const [element, blocks] of this.sections) {
      const list = element.querySelector(":scope > .wall");
      const style = list?.previousElementSibling;
      const first = list?.querySelector(".tile")?.id.slice(2);
      const mine = blocks.find(({ id }) => id === first) ?? blocks[0];
      for (const block of blocks) block.stand(block === mine ? list : null, block === mine ? style : null);
      if (mine && mine.id !== first) mine.isOld = true;
      if (!mine) list?.remove();
      this.lineUp(element, blocks);
    }
  }

  /* Replace another layout: put these blocks next to its blocks, take over the tiles, remove it. */
  replace(before, fragments) {
    const lists = before.blocks.map(({ list, style }) => [list, style]);
    for (const [element, blocks] of this.sections) {
      for (const block of blocks) block.stand();
      element.append(...blocks.map(({ list }) => list));
      const pictures = blocks.reduce((sum, { ratios }) => sum + ratios.length, 0);
      const count = element.querySelector(".grid-section__count");
      if (count) count.textContent = pictures;
      element.toggleAttribute("data-few", pictures > 0 && pictures <= FEW);
    }
    for (const [block, found] of fragments) block.fill(found);
    for (const [list, style] of lists) {
      list.remove();
      style?.remove();
    }
  }

  lineUp(element, blocks) {
    for (const link of element.querySelectorAll(".grid-page")) link.remove();
    const at = blocks.findIndex(({ list }) => list.isConnected);
    const [before, after] = [blocks.slice(0, Math.max(0, at)), blocks.slice(at + 1)];
    const standing = blocks[at]?.style ?? blocks[at]?.list;
    standing?.before(...before.map(({ list }) => list));
    element.append(...after.map(({ list }) => list));
  }

  /* The block that the page started with starts a row, as it did before the layout was known. */
  place() {
    for (const blocks of this.sections.values()) {
      if (!blocks.length) continue;
      const measures = measuresOf(blocks[0].list);
      const at = Math.max(0, blocks.findIndex(({ id }) => id === this.anchor));
      const runs = [blocks.slice(0, at), blocks.slice(at)].filter((run) => run.length);
      for (const [number, run] of runs.entries()) {
        const places = measureBlocks(run, measures);
        if (number) places[0].above = measures.gap;
        run.forEach((block, one) => block.place(places[one], measures.gap));
      }
    }
  }

  /* The last block that starts above a height on the screen. A binary search: there may be hundreds. */
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

  /* The block that contains the photo that was looked for, and its position there. */
  where() {
    if (!this.found) return null;
    let tile = this.found.tile;
    const [, blocks] = [...this.sections].find(([{ dataset }]) => dataset.section === this.found.section);
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
