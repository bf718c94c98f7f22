/* Compute the rows as the browser lays them out with the rules in grid.css. */

const REST = 9999;
const SLACK = 0.05;

/* Each row has a height, and the indexes of its first tile and of the tile after its last. */
export function computeRows(ratios, { width, row, gap, most }) {
  const rows = [];
  let start = 0;
  let sum = 0;
  let filled = 0;
  const close = (end, isLast) => {
    const free = width - gap * (end - start - 1);
    const stretched = Math.min(free / sum, row * most);
    const resting = row + (free - sum * row) / (sum + REST);
    rows.push({ start, end, height: isLast ? Math.min(stretched, resting) : stretched });
  };
  ratios.forEach((ratio, tile) => {
    const basis = Math.min(ratio * row, width);
    if (tile > start && filled + gap + basis > width) {
      close(tile, false);
      [start, sum, filled] = [tile, 0, 0];
    }
    filled += basis + (tile > start ? gap : 0);
    sum += ratio;
  });
  if (ratios.length) close(ratios.length, true);
  return rows;
}

/* For each block: the distance to the one before, the height, and how much space of its first and
   last row the tiles of other blocks take. */
export function measureBlocks(blocks, measures) {
  const ratios = blocks.flatMap((block) => block.ratios);
  const rows = computeRows(ratios, measures);
  const { gap, width } = measures;
  const tops = [];
  let top = 0;
  for (const row of rows) {
    tops.push(top);
    top += row.height + gap;
  }
  const across = (row, end) =>
    ratios.slice(row.start, end).reduce((sum, ratio) => sum + ratio * row.height + gap, 0);
  let first = 0;
  let bottom = 0;
  let tile = 0;
  return blocks.map((block) => {
    while (rows[first].end <= tile) first += 1;
    let last = first;
    const end = tile + block.ratios.length;
    while (rows[last].end < end) last += 1;
    const place = {
      above: tops[first] - bottom,
      height: tops[last] + rows[last].height - tops[first],
      before: tile > rows[first].start ? across(rows[first], tile) - gap : null,
      after: end < rows[last].end ? width - across(rows[last], end) - SLACK : null,
      isLast: end === ratios.length,
      rows: rows.slice(first, last + 1),
      start: tile,
    };
    bottom = tops[last] + rows[last].height;
    tile = end;
    return place;
  });
}

/* The distance from the top of the block to the row of a tile. */
export function topOf({ rows, start }, tile, gap) {
  const before = rows.slice(0, rows.findIndex(({ end }) => end > start + tile));
  return before.reduce((top, { height }) => top + height + gap, 0);
}

/* An SVG path with the outlines of the tiles, shown until they are loaded. */
export function outline(ratios, { rows, start, before }, gap) {
  let top = 0;
  let path = "";
  for (const row of rows) {
    let left = row.start < start ? before + gap : 0;
    const height = row.height.toFixed(1);
    for (let tile = Math.max(row.start, start); tile < Math.min(row.end, start + ratios.length); tile++) {
      const width = ratios[tile - start] * row.height;
      path += `M${left.toFixed(1)} ${top.toFixed(1)}h${width.toFixed(1)}v${height}h-${width.toFixed(1)}z`;
      left += width + gap;
    }
    top += row.height + gap;
  }
  return path;
}
