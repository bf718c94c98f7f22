/* Scroll the page while something is dragged near its upper or lower edge. */

const NEAR = 70;
const MAX_SPEED = 18; // pixels per frame

export function createEdgeScroll(onScroll) {
  let speed = 0;
  let frame = 0;
  const step = () => {
    frame = speed ? requestAnimationFrame(step) : 0;
    if (!speed) return;
    scrollBy({ top: speed, behavior: "instant" });
    onScroll();
  };
  return {
    at(y) {
      const [above, below] = [NEAR - y, y - (innerHeight - NEAR)];
      speed = above > 0 ? -speedAt(above) : below > 0 ? speedAt(below) : 0;
      if (speed && !frame) frame = requestAnimationFrame(step);
    },
    stop() {
      speed = 0;
      cancelAnimationFrame(frame);
    },
  };
}

const speedAt = (depth) => Math.ceil(MAX_SPEED * Math.min(1, depth / NEAR));
